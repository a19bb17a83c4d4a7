// ledger-verifier TREE ORIGIN-KEY OLD-CHECKPOINT PROOF verifies a log that Mainward wrote, with code that knows
// nothing of Mainward: Go's own sumdb/note and sumdb/tlog, and transparency-dev's merkle, formats and Tessera.
package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/transparency-dev/formats/log"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/tessera/api"
	"github.com/transparency-dev/tessera/client"
	"github.com/transparency-dev/tessera/fsck"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	if err := run(os.Args[1], os.Args[2], os.Args[3], os.Args[4]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(root, key, oldFile, proofFile string) error {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return fmt.Errorf("verifier key: %w", err)
	}
	files := client.FileFetcher{Root: root}
	ctx := context.Background()

	raw, err := files.ReadCheckpoint(ctx)
	if err != nil {
		return err
	}
	checkpoint, _, _, err := log.ParseCheckpoint(raw, verifier.Name(), verifier)
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	fmt.Printf("checkpoint %s %d\n", checkpoint.Origin, checkpoint.Size)

	leaves, err := readLeaves(ctx, files, checkpoint.Size)
	if err != nil {
		return err
	}
	if err := withMerkle(ctx, files, checkpoint, leaves); err != nil {
		return fmt.Errorf("merkle: %w", err)
	}
	fmt.Printf("merkle-included %d\n", len(leaves))
	if err := withTlog(root, checkpoint, leaves); err != nil {
		return fmt.Errorf("tlog: %w", err)
	}
	fmt.Printf("tlog-included %d\n", len(leaves))
	if err := consistent(ctx, root, files, oldFile, checkpoint, verifier); err != nil {
		return fmt.Errorf("consistency: %w", err)
	}
	if err := documented(proofFile, verifier); err != nil {
		return err
	}
	// Tessera makes the tree anew from the entries, and compares the root and every tile. It comes last: where it finds
	// damage, it may wait for ever.
	if err := fsck.New(verifier.Name(), verifier, files, leafHashes, fsck.Opts{N: 2}).Check(ctx); err != nil {
		return fmt.Errorf("tessera fsck: %w", err)
	}
	fmt.Println("tessera-fsck root and tiles")
	return nil
}

func leafHashes(bundle []byte) ([][]byte, error) {
	var entries api.EntryBundle
	if err := entries.UnmarshalText(bundle); err != nil {
		return nil, err
	}
	hashes := make([][]byte, 0, len(entries.Entries))
	for _, entry := range entries.Entries {
		hashes = append(hashes, rfc6962.DefaultHasher.HashLeaf(entry))
	}
	return hashes, nil
}

func readLeaves(ctx context.Context, files client.FileFetcher, size uint64) ([][]byte, error) {
	var leaves [][]byte
	for index := uint64(0); uint64(len(leaves)) < size; index++ {
		bundle, err := client.GetEntryBundle(ctx, files.ReadEntryBundle, index, size)
		if err != nil {
			return nil, err
		}
		for _, entry := range bundle.Entries {
			leaves = append(leaves, rfc6962.DefaultHasher.HashLeaf(entry))
		}
	}
	return leaves, nil
}

func withMerkle(ctx context.Context, files client.FileFetcher, at *log.Checkpoint, leaves [][]byte) error {
	builder, err := client.NewProofBuilder(ctx, at.Size, files.ReadTile)
	if err != nil {
		return err
	}
	for index, leaf := range leaves {
		path, err := builder.InclusionProof(ctx, uint64(index))
		if err != nil {
			return err
		}
		if err := proof.VerifyInclusion(rfc6962.DefaultHasher, uint64(index), at.Size, leaf, path, at.Hash); err != nil {
			return fmt.Errorf("entry %d: %w", index, err)
		}
	}
	return nil
}

// ours reads tiles of height 8 where tlog-tiles puts them; Go's own paths name the height as well.
type ours struct{ root string }

func (o ours) Height() int { return 8 }
func (o ours) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		bytes, err := os.ReadFile(filepath.Join(o.root, path))
		if err != nil {
			return nil, err
		}
		all = append(all, bytes)
	}
	return all, nil
}
func (o ours) SaveTiles([]tlog.Tile, [][]byte) {}

func withTlog(root string, at *log.Checkpoint, leaves [][]byte) error {
	tree := tlog.Tree{N: int64(at.Size), Hash: tlog.Hash(at.Hash)}
	// The reader authenticates each tile against the root before it gives out a hash.
	hashes := tlog.TileHashReader(tree, ours{root})
	for index, leaf := range leaves {
		path, err := tlog.ProveRecord(tree.N, int64(index), hashes)
		if err != nil {
			return err
		}
		if err := tlog.CheckRecord(path, tree.N, tree.Hash, int64(index), tlog.Hash(leaf)); err != nil {
			return fmt.Errorf("entry %d: %w", index, err)
		}
	}
	return nil
}

func consistent(ctx context.Context, root string, files client.FileFetcher, oldFile string, at *log.Checkpoint, verifier note.Verifier) error {
	raw, err := os.ReadFile(oldFile)
	if err != nil {
		return err
	}
	old, _, _, err := log.ParseCheckpoint(raw, verifier.Name(), verifier)
	if err != nil {
		return err
	}
	builder, err := client.NewProofBuilder(ctx, at.Size, files.ReadTile)
	if err != nil {
		return err
	}
	path, err := builder.ConsistencyProof(ctx, old.Size, at.Size)
	if err != nil {
		return err
	}
	if err := proof.VerifyConsistency(rfc6962.DefaultHasher, old.Size, at.Size, path, old.Hash, at.Hash); err != nil {
		return err
	}
	tree := tlog.Tree{N: int64(at.Size), Hash: tlog.Hash(at.Hash)}
	trees, err := tlog.ProveTree(tree.N, int64(old.Size), tlog.TileHashReader(tree, ours{root}))
	if err != nil {
		return err
	}
	if err := tlog.CheckTree(trees, tree.N, tree.Hash, int64(old.Size), tlog.Hash(old.Hash)); err != nil {
		return err
	}
	fmt.Printf("consistent %d %d\n", old.Size, at.Size)
	return nil
}

// documented verifies a mainward.dev/proof/v1 with nothing but the document and the key.
func documented(file string, verifier note.Verifier) error {
	bytes, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var document struct {
		Checkpoint string
		Entries    []struct {
			Index     uint64
			Leaf      string
			Inclusion []string
		}
	}
	if err := json.Unmarshal(bytes, &document); err != nil {
		return err
	}
	at, _, _, err := log.ParseCheckpoint([]byte(document.Checkpoint), verifier.Name(), verifier)
	if err != nil {
		return err
	}
	for _, entry := range document.Entries {
		leaf, err := base64.StdEncoding.Strict().DecodeString(entry.Leaf)
		if err != nil {
			return err
		}
		var path [][]byte
		for _, text := range entry.Inclusion {
			hash, err := base64.StdEncoding.Strict().DecodeString(text)
			if err != nil {
				return err
			}
			path = append(path, hash)
		}
		hash := rfc6962.DefaultHasher.HashLeaf(leaf)
		if err := proof.VerifyInclusion(rfc6962.DefaultHasher, entry.Index, at.Size, hash, path, at.Hash); err != nil {
			return fmt.Errorf("proof of entry %d: %w", entry.Index, err)
		}
	}
	fmt.Printf("proof-entries %d\n", len(document.Entries))
	return nil
}
