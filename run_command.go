package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/google/renameio/v2"
	"github.com/spf13/cobra"

	"github.com/gopherbook/gopherbook/kernel/build"
	"github.com/gopherbook/gopherbook/kernel/jupyter"
	"github.com/gopherbook/gopherbook/kernel/notebook"
)

func runCommand() *cobra.Command {
	var output, page string
	var allowErrors bool
	cmd := &cobra.Command{
		Use:   "run NOTEBOOK",
		Short: "Run a notebook from start to end, and save it with its outputs",
		Long: `Run a notebook from start to end in a kernel of its own, and save it with its outputs.

A cell that fails ends the run, unless it is tagged raises-exception. What ran
so far is saved all the same.`,
		Args: oneArgument("a notebook, such as notebooks/parametric_tsne.ipynb"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if output == "" {
				output = args[0]
			}
			return runNotebook(cmd, args[0], output, page, notebook.RunOptions{AllowErrors: allowErrors})
		},
	}
	cmd.Flags().StringVarP(&output, "output", "o", "", "where to write the notebook with its outputs (default: the notebook itself)")
	cmd.Flags().StringVar(&page, "html", "", "write a page for browsers too, in one file")
	cmd.Flags().BoolVar(&allowErrors, "allow-errors", false, "go on after a cell that fails")
	return cmd
}

// runNotebook runs a notebook and writes what has come of it, however the run ends.
func runNotebook(cmd *cobra.Command, path, output, page string, o notebook.RunOptions) error {
	nb, err := notebook.Read(path)
	if err != nil {
		return err
	}
	for _, file := range []string{output, page} { // better now than after the run
		if dir := filepath.Dir(file); file != "" && !isDir(dir) {
			return fmt.Errorf("cannot write %s: there is no folder %s", file, dir)
		}
	}
	ctx := cmd.Context()
	if err := build.Check(ctx); err != nil {
		return err
	}
	progress := newProgress(cmd.OutOrStdout(), path)
	o.Observer = progress
	runErr := withKernel(ctx, filepath.Dir(path), func(client *jupyter.Client) error {
		return notebook.Run(ctx, nb, client, o)
	})
	if ctx.Err() != nil {
		runErr = errors.New("the run was interrupted")
	}
	writeErr := nb.Write(output)
	if writeErr == nil {
		progress.say("wrote %s", output)
	}
	if page != "" {
		if err := writePage(nb, page); err != nil {
			writeErr = errors.Join(writeErr, err)
		} else {
			progress.say("wrote %s", page)
		}
	}
	return errors.Join(runErr, writeErr)
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// oneArgument wants one argument, and says what it should be.
func oneArgument(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 {
			return fmt.Errorf("%s wants %s", cmd.Name(), what)
		}
		return nil
	}
}

// writePage writes a notebook as HTML, whole or not at all.
func writePage(nb *notebook.Notebook, path string) error {
	var b bytes.Buffer
	if err := notebook.HTML(&b, nb, notebook.HTMLOptions{}); err != nil {
		return err
	}
	if err := renameio.WriteFile(path, b.Bytes(), 0o644); err != nil {
		return fmt.Errorf("cannot write the page: %w", err)
	}
	return nil
}

// goodbye is how long a kernel may take to end once it has been asked to.
const goodbye = 5 * time.Second

// withKernel starts a kernel as a process of its own, in the directory of the
// notebook, and ends it when f returns.
func withKernel(ctx context.Context, dir string, f func(*jupyter.Client) error) error {
	connection, err := jupyter.NewConnectionFile()
	if err != nil {
		return err
	}
	temp, err := os.MkdirTemp("", "gopherbook-")
	if err != nil {
		return fmt.Errorf("cannot write a connection file: %w", err)
	}
	defer os.RemoveAll(temp)
	file := filepath.Join(temp, "kernel.json")
	if err := connection.Write(file); err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("cannot find the gopherbook program: %w", err)
	}
	process := exec.Command(self, "kernel", file)
	process.Dir = dir
	process.Env = append(os.Environ(), fmt.Sprintf("JPY_PARENT_PID=%d", os.Getpid()))
	process.Stderr = os.Stderr
	process.SysProcAttr = ownGroup() // a Ctrl-C is for this process, which then ends the kernel
	if err := process.Start(); err != nil {
		return fmt.Errorf("cannot start a kernel: %w", err)
	}
	exited := make(chan error, 1)
	go func() { exited <- process.Wait() }()

	dialCtx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	ended := make(chan struct{})
	go func() {
		select {
		case err := <-exited:
			cancel(fmt.Errorf("the kernel ended (%v)", err))
			exited <- err
		case <-ended:
		}
	}()
	client, err := jupyter.Dial(dialCtx, connection)
	close(ended)
	if err != nil {
		_ = process.Process.Kill()
		if cause := context.Cause(dialCtx); cause != nil && ctx.Err() == nil {
			err = cause
		}
		return fmt.Errorf("cannot reach the kernel: %w", err)
	}
	defer client.Close()
	runErr := f(client)

	// The context may have ended, and then it is all the more time to say goodbye.
	last, cancelLast := context.WithTimeout(context.WithoutCancel(ctx), goodbye)
	defer cancelLast()
	if ctx.Err() != nil {
		_ = client.Interrupt(last)
	}
	if err := client.Shutdown(last, false); err != nil {
		_ = process.Process.Kill()
	}
	select {
	case <-exited:
	case <-last.Done():
		_ = process.Process.Kill()
	}
	return runErr
}
