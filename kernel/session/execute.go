package session

import (
	"context"
	"errors"
	"strings"

	"github.com/gopherbook/gopherbook/kernel/build"
	"github.com/gopherbook/gopherbook/kernel/cell"
	"github.com/gopherbook/gopherbook/kernel/output"
	"github.com/gopherbook/gopherbook/kernel/worker"
)

// Execute runs a cell.
func (s *Session) Execute(ctx context.Context, code string, count int, emit func(output.Event)) *output.Failure {
	<-s.ready
	s.running.Lock()
	defer s.running.Unlock()
	ctx = s.begin(ctx)
	defer s.finish()
	if s.checkWorker() { // it has ended since the last cell
		tell(emit, strings.Join(s.exitFailure().Traceback, "\n"))
	}
	if err := s.start(); err != nil {
		return &output.Failure{Name: "BuildError", Value: err.Error(), Traceback: []string{heading("BuildError", err.Error())}}
	}
	src := &cell.Source{Number: count, Text: code}
	s.sources[count] = src
	commands, err := cell.Commands(src)
	if err != nil {
		return compileFailure(err)
	}
	var questions []cell.Command
	for _, c := range commands {
		if isQuestion(c) {
			questions = append(questions, c)
		} else if failure := s.command(ctx, c, emit); failure != nil {
			return failure
		}
	}
	failure := s.execute(ctx, src, emit)
	if failure == nil {
		s.answer(questions, emit)
	}
	return failure
}

// execute runs a cell's Go.
func (s *Session) execute(ctx context.Context, src *cell.Source, emit func(output.Event)) *output.Failure {
	count := src.Number
	unit, err := s.cells.Plan(src)
	if err != nil {
		return compileFailure(err)
	}
	if ctx.Err() != nil {
		return interrupted("the cell was interrupted before it ran")
	}
	done, ran, err := s.runDirect(ctx, unit, emit)
	s.log.Debug("cell", "count", count, "direct", ran)
	if !ran {
		if unit.Interpreted { // it cannot be this time: the variables stay where they are
			if unit, err = s.cells.PlanAnew(src); err != nil {
				return compileFailure(err)
			}
		}
		plugin, fail := s.build(ctx, unit)
		if ctx.Err() != nil {
			return interrupted("the cell was interrupted before it ran")
		}
		if fail != nil {
			return s.buildFailure(fail)
		}
		for _, note := range unit.Notes {
			tell(emit, note)
		}
		done, err = s.worker.Run(ctx, count, plugin.File, unit.Path, emit)
	}
	if unit.Again {
		s.again[unit.Path] = count
	} else {
		s.made[unit.Path] = count
	}
	var abandoned *worker.AbandonedError
	switch {
	case errors.As(err, &abandoned):
		s.commit(unit, src)
		return s.abandonedFailure(abandoned.Where)
	case err != nil:
		s.checkWorker()
		return s.exitFailure()
	case done.OpenError != "":
		text := done.OpenError
		if strings.Contains(text, "different version of package") {
			text += ": a package has changed since it was loaded: restart the kernel"
		}
		return &output.Failure{Name: "LoadError", Value: text, Traceback: []string{heading("LoadError", text)}}
	}
	s.log.Debug("the cell ran", "count", count, "took", done.Took)
	s.commit(unit, src)
	switch {
	case done.Stopped:
		return interrupted("the cell was interrupted")
	case done.Panic != nil:
		return s.panicFailure(done.Panic)
	}
	return nil
}

// commit makes visible what a cell has declared.
func (s *Session) commit(u *cell.Unit, src *cell.Source) {
	s.cells.Commit(u)
	s.ran = append(s.ran, src)
}

// build builds a unit, or returns what an earlier cell has built of it.
func (s *Session) build(ctx context.Context, u *cell.Unit) (*build.Plugin, error) {
	if p := s.plugins[u.Path]; p != nil && u.Again {
		return p, nil
	}
	if s.binder != nil {
		defer s.binder.building()()
	}
	pkg := build.Package{Path: u.Path, Code: u.Code, Imports: u.Imports}
	for _, v := range u.Units {
		pkg.Plugins = append(pkg.Plugins, s.plugins[v.Path])
	}
	p, err := s.builder.Plugin(ctx, pkg)
	if err == nil {
		s.plugins[u.Path] = p
	}
	return p, err
}
