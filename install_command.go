package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/gopherbook/gopherbook/kernel/kernelspec"
)

// specFlags are the flags that installing and uninstalling share.
func specFlags(cmd *cobra.Command, o *kernelspec.Options) {
	cmd.Flags().BoolVar(&o.User, "user", false, "for this user (the default)")
	cmd.Flags().StringVar(&o.Prefix, "prefix", "", "for the installation or environment at this path, such as /usr/local")
	cmd.Flags().BoolVar(&o.SysPrefix, "sys-prefix", false, "for the Python environment that is active, of venv or conda")
	cmd.Flags().StringVar(&o.Name, "name", kernelspec.DefaultName, "the kernel's name for Jupyter")
	cmd.MarkFlagsMutuallyExclusive("user", "prefix", "sys-prefix")
}

func installCommand() *cobra.Command {
	var o kernelspec.Options
	cmd := &cobra.Command{
		Use:   "install",
		Short: "Make the kernel known to Jupyter",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			dir, err := kernelspec.Install(o)
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "installed the kernel in %s\n", dir)
			return nil
		},
	}
	specFlags(cmd, &o)
	cmd.Flags().StringVar(&o.DisplayName, "display-name", "", "the name that people see (by default Go)")
	return cmd
}

func uninstallCommand() *cobra.Command {
	var o kernelspec.Options
	cmd := &cobra.Command{
		Use:   "uninstall",
		Short: "Make Jupyter forget the kernel",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			dir, err := kernelspec.Uninstall(o)
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "removed %s\n", dir)
			return nil
		},
	}
	specFlags(cmd, &o)
	return cmd
}
