package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/gopherbook/gopherbook/kernel/build"
)

func cleanCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "clean",
		Short: "Empty the cache of built cells",
		Long: `Empty the cache of built cells: $GOPHERBOOK_CACHE, or gopherbook in the user's
cache directory. It only saves time, and cleans itself of what has not been used
for longest when it grows beyond 2 GiB.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			cache, err := build.CacheDir()
			if err != nil {
				return err
			}
			if err := build.Clean(cache); err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "emptied %s\n", cache)
			return nil
		},
	}
}
