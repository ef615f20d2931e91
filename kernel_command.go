package main

import (
	"context"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/gopherbook/gopherbook/kernel"
	"github.com/gopherbook/gopherbook/kernel/history"
	"github.com/gopherbook/gopherbook/kernel/jupyter"
	"github.com/gopherbook/gopherbook/kernel/kernelspec"
	"github.com/gopherbook/gopherbook/kernel/session"
)

func kernelCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "kernel CONNECTION_FILE",
		Short: "Be the kernel that a connection file describes (Jupyter calls this)",
		Args:  oneArgument("a connection file; Jupyter makes these"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := findGo(); err != nil {
				return err
			}
			connection, err := jupyter.ReadConnectionFile(args[0])
			if err != nil {
				return err
			}
			level := slog.LevelWarn
			if os.Getenv("GOPHERBOOK_LOG") == "debug" {
				level = slog.LevelDebug
			}
			log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
			cells := session.New(session.Options{Source: source, Logger: log})
			// The kernel has its own ways with signals: an interrupt is for the cell.
			return kernel.Serve(context.WithoutCancel(cmd.Context()), connection, cells, kernel.Options{
				Version: version(), History: history.Path(), Logger: log,
			})
		},
	}
}

// findGo makes sure that there is a go command in PATH, if the kernel spec tells
// where one is: a Jupyter that the desktop has started often has a shorter PATH
// than the shell in which the kernel was installed.
func findGo() error {
	known := os.Getenv(kernelspec.GoVariable)
	if _, err := exec.LookPath("go"); err == nil || known == "" {
		return nil
	}
	return os.Setenv("PATH", os.Getenv("PATH")+string(filepath.ListSeparator)+filepath.Dir(known))
}
