#!/usr/bin/env node
// Written so that Node 10 still parses it: whoever starts Mainward on an old Node gets a sentence, no stack.
(function () {
  var found = process.versions.node;
  var parts = found.split('.').map(Number);
  var major = parts[0];
  var supported =
    major >= 26 || major === 24 || (major === 22 && (parts[1] > 22 || (parts[1] === 22 && parts[2] >= 2)));
  if (!supported) {
    process.stderr.write(
      'error[NODE_TOO_OLD]: Mainward needs Node 22.22.2 or later of line 22, line 24, or 26 and up; this is Node ' +
        found +
        '.\n',
    );
    process.exitCode = 2;
    return;
  }
  process.getBuiltinModule('node:module').enableCompileCache();
  import('../dist/entrypoints/cli/main.js')
    .then(function (main) {
      return main.main();
    })
    .catch(function (error) {
      process.stderr.write(
        'error[DEFECT]: Mainward could not start: ' +
          (error && error.message) +
          '\n  remedy: in a clone run `npm install && npm run build`; otherwise install the package again.\n',
      );
      process.exitCode = 70;
    });
})();
