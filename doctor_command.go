package main

import (
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/gopherbook/gopherbook/kernel/build"
	"github.com/gopherbook/gopherbook/kernel/doctor"
)

func doctorCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Say what is missing on this machine, and how to get it",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			cache, err := build.CacheDir()
			if err != nil {
				return err
			}
			report := doctor.Examine(cmd.Context(), doctor.Options{Cache: cache, Version: version()})
			f, ok := cmd.OutOrStdout().(*os.File)
			if err := report.WriteText(cmd.OutOrStdout(), ok && term.IsTerminal(int(f.Fd()))); err != nil {
				return err
			}
			return report.Err()
		},
	}
}
