export const FIRST_NAMES: readonly string[] = (
  'Ada Amara Anders Aisha Bela Bruno Carla Chidi Dagny Diego Elif Emil Farah Finn Greta Hana Hugo Ines Ivo Jana ' +
  'Jonas Kaito Keira Lena Luca Maja Mateo Nadia Nils Olga Omar Petra Priya Quentin Rosa Ruben Selma Sven Tariq ' +
  'Tessa Uma Vera Wim Yara Zoe'
).split(' ');

export const LAST_NAMES: readonly string[] = (
  'Abbott Aziz Bakker Berg Bianchi Castro Chen Costa Dahl Diaz Eklund Farkas Fischer Fofana Garcia Haas Hansen ' +
  'Ibrahim Ito Jensen Kamara Keller Khan Kovac Lang Larsen Lindt Lopez Marin Mendes Meyer Mori Nair Novak Okafor ' +
  'Olsen Park Patel Petit Pires Quist Rahman Reyes Rossi Sato Silva Sharma Smit Tanaka Toth Udo Varga Vogel Weber ' +
  'Wolf Yilmaz Zeman Ziegler'
).split(' ');
