package main

import (
	"context"
	"log/slog"
	"os"

	"github.com/spf13/cobra"

	"github.com/gopherbook/gopherbook/kernel"
	"github.com/gopherbook/gopherbook/kernel/jupyter"
	"github.com/gopherbook/gopherbook/kernel/session"
)

func kernelCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "kernel CONNECTION_FILE",
		Short: "Be the kernel that a connection file describes (Jupyter calls this)",
		Args:  oneArgument("a connection file; Jupyter makes these"),
		RunE: func(cmd *cobra.Command, args []string) error {
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
			return kernel.Serve(context.WithoutCancel(cmd.Context()), connection, cells, kernel.Options{Version: version(), Logger: log})
		},
	}
}
