package build

import (
	"context"
	"os"
	"path/filepath"
	"slices"
)

// WorkerMain is the path of the worker's main package.
const WorkerMain = Module + "/kernel/worker/main"

// Worker builds the worker's program, or finds it in the cache, and returns its path.
func (b *Builder) Worker(ctx context.Context) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.load(ctx, WorkerMain); err != nil {
		return "", err
	}
	b.hold(WorkerMain)
	entry := filepath.Join("workers", digest(b.tools.all, b.module.settings, b.packages[WorkerMain].Export))
	path := filepath.Join(b.cache, entry)
	if there, err := b.lease.use(entry); there || err != nil {
		return path, err
	}
	temp, err := b.lease.temp()
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(temp)
	file := filepath.Join(temp, "worker")
	args := slices.Concat([]string{"build", "-o", file}, b.module.flags(readonly), []string{"--", WorkerMain})
	if _, err := b.goCommand(ctx, b.module.dir(), args...); err != nil {
		return "", err
	}
	return path, install(file, path)
}
