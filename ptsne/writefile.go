package ptsne

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// writeFile has write make the file at path, whole or not at all: what was
// there before stays until the new file is complete and on disk.
func writeFile(path string, write func(w io.Writer) error) (err error) {
	if path == "" {
		return errors.New("ptsne: the path of the file to write is empty")
	}
	f, err := createBeside(path)
	if err != nil {
		return fmt.Errorf("ptsne: %s cannot be written: %w", path, err)
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
			err = fmt.Errorf("ptsne: %s cannot be written: %w", path, err)
		}
	}()
	w := bufio.NewWriterSize(f, 1<<16)
	if err := write(w); err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// createBeside makes a new file in path's directory, with the permissions that
// a file made at path would have.
func createBeside(path string) (*os.File, error) {
	for {
		name := fmt.Sprintf(".%s-%08x", filepath.Base(path), rand.Uint32())
		f, err := os.OpenFile(filepath.Join(filepath.Dir(path), name), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
		if !errors.Is(err, os.ErrExist) {
			return f, err
		}
	}
}
