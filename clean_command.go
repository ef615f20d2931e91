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
cache directory. What kernels use that are running stays. The cache only saves
time, and cleans itself of what has not been used for longest when it grows
beyond 2 GiB.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			cache, err := build.CacheDir()
			if err != nil {
				return err
			}
			kernels, err := build.Clean(cache)
			if err != nil {
				return err
			}
			out := cmd.OutOrStdout()
			switch {
			case kernels == 0:
				fmt.Fprintf(out, "emptied %s\n", cache)
			case kernels == 1:
				fmt.Fprintf(out, "emptied %s, but for what a running kernel uses\n", cache)
			default:
				fmt.Fprintf(out, "emptied %s, but for what %d running kernels use\n", cache, kernels)
			}
			return nil
		},
	}
}
