// Command gopherbook is a Go kernel for Jupyter, and runs notebooks without it.
//
//	gopherbook run NOTEBOOK        run a notebook from start to end
//	gopherbook install             make the kernel known to Jupyter
//	gopherbook uninstall           and forgotten
//	gopherbook doctor              say what is missing on this machine
//	gopherbook clean               empty the cache
//	gopherbook version             say which gopherbook this is
//
// Jupyter starts kernels by gopherbook kernel CONNECTION_FILE.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := command().ExecuteContext(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "gopherbook:", err)
		os.Exit(1)
	}
}

// command is the command line.
func command() *cobra.Command {
	root := &cobra.Command{
		Use:           "gopherbook",
		Short:         "A Go kernel for Jupyter, with parametric t-SNE and plotting ready in every cell",
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(runCommand(), installCommand(), uninstallCommand(), kernelCommand(), doctorCommand(), cleanCommand(), versionCommand())
	return root
}
