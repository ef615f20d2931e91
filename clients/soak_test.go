//go:build soak

package clients_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/gopherbook/gopherbook/kernel/jupyter"
)

// What a soak does in all. Half of it happens in the last of its kernels, the
// other half in those before, each of which is restarted.
const (
	soakExecutes   = 2000
	soakInterrupts = 200
	soakKills      = 50
	soakRestarts   = 20
	soakTime       = 10 * time.Minute
)

// TestSoak has two clients run cells at once, while cells are interrupted,
// workers killed, kernels restarted and nonsense sent, at random moments. Each
// request is answered to its end, in order, with nothing missing; and memory,
// descriptors and goroutines of the kernel stay level. "make soak" runs it.
func TestSoak(t *testing.T) {
	begin := time.Now()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	connection, err := jupyter.NewConnectionFile()
	if err != nil {
		t.Fatal(err)
	}
	s := &soak{t: t, rand: rand.New(rand.NewPCG(seed, 0))}
	for life := range soakRestarts + 1 {
		last := life == soakRestarts
		share := func(all int) int {
			if last {
				return all / 2
			}
			return all/2*(life+1)/soakRestarts - all/2*life/soakRestarts
		}
		s.live(connection, share(soakExecutes), share(soakInterrupts), share(soakKills), life == 0 || last)
		if t.Failed() {
			t.Fatalf("in life %d, after %v", life, time.Since(begin))
		}
	}
	t.Logf("%d executes (%d went well, %d failed as they should, %d were stopped, %d aborted), %d interrupts, %d kills, %d malformed messages, %d questions in %v",
		s.executes.Load(), s.well.Load(), s.failed.Load(), s.stopped.Load(), s.aborted.Load(), s.interrupts, s.kills, s.malformed.Load(), s.questions, time.Since(begin).Round(time.Second))
	if s.executes.Load() != soakExecutes || s.interrupts != soakInterrupts || s.kills != soakKills {
		t.Error("that is not what was to be done")
	}
	if took := time.Since(begin); took > soakTime {
		t.Errorf("it took %v", took)
	}
	first, last := s.goroutines[0], s.goroutines[1]
	t.Logf("goroutines at the end of the first kernel %d, of the last %d", first, last)
	if last > first+10 {
		t.Error("goroutines have been left behind")
	}
	leavesNothing(t)
}

// soak counts what has been done.
type soak struct {
	t    *testing.T
	rand *rand.Rand

	executes, well, failed, stopped, aborted, malformed atomic.Int64
	interrupts, kills, questions                        int
	goroutines                                          []int // of kernels that were asked for them as they ended
}

// live is the life of one kernel. With dump it ends with a list of its goroutines.
func (s *soak) live(connection *jupyter.ConnectionFile, executes, interrupts, kills int, dump bool) {
	var stderr bytes.Buffer
	k := startKernelTo(s.t, &stderr, connection)
	defer k.client.Close()
	k.run("0", nil) // a worker is there
	var done atomic.Int64
	var speakers sync.WaitGroup
	for i := range 2 {
		sp := newSpeaker(s, k, rand.New(rand.NewPCG(s.rand.Uint64(), uint64(i))))
		defer sp.close()
		speakers.Go(func() {
			for left := executes/2 + executes%2*i; left > 0 && !s.t.Failed(); {
				n := min(1+sp.rand.IntN(8), left)
				sp.burst(n)
				sp.nonsense()
				left -= n
				done.Add(int64(n))
			}
		})
	}
	over := make(chan struct{})
	go func() {
		speakers.Wait()
		close(over)
	}()

	early := sizeOf(k)
	for i := range interrupts + kills {
		s.await(over, func() bool { return done.Load() >= int64(i*executes/(interrupts+kills)) })
		time.Sleep(time.Duration(s.rand.IntN(150)) * time.Millisecond) // at a random moment
		if i*kills/(interrupts+kills) != (i+1)*kills/(interrupts+kills) {
			for _, pid := range k.workers() {
				_ = syscall.Kill(pid, syscall.SIGKILL)
			}
			s.kills++
		} else {
			if err := k.client.Interrupt(k.context()); err != nil {
				s.t.Error(err)
			}
			s.interrupts++
		}
		if i%5 == 0 {
			reply, err := k.client.Request(k.context(), "complete_request", map[string]any{"code": "fmt.Pr", "cursor_pos": 6})
			if err != nil || !strings.Contains(string(reply.Content), "Println") {
				s.t.Errorf("a completion: %v", err)
			}
			s.questions++
		}
		if i == (interrupts+kills)/5 {
			early = sizeOf(k)
		}
	}
	<-over
	if late := sizeOf(k); executes > 500 {
		s.t.Logf("after a fifth: %v; at the end: %v", early, late)
		if late.kB > early.kB*3/2+50<<10 || late.descriptors > early.descriptors+10 || late.threads > early.threads+20 {
			s.t.Error("the kernel has grown")
		}
	}
	if dump {
		_ = k.cmd.Process.Signal(syscall.SIGQUIT)
		k.awaitEnd()
		s.goroutines = append(s.goroutines, strings.Count("\n"+stderr.String(), "\ngoroutine "))
		return
	}
	if err := k.client.Shutdown(k.context(), true); err != nil {
		s.t.Error(err)
	}
	k.awaitEnd()
}

// await waits for something, or for the end of all that could bring it about.
func (s *soak) await(over <-chan struct{}, so func() bool) {
	for !so() {
		select {
		case <-over:
			return
		case <-time.After(time.Millisecond):
		}
	}
}

// workers returns the processes of the kernel in which cells run.
func (k *kernelProcess) workers() (pids []int) {
	out, _ := exec.Command("ps", "-o", "pid=,command=", "--ppid", strconv.Itoa(k.cmd.Process.Pid)).Output()
	for line := range strings.Lines(string(out)) {
		if fields := strings.Fields(line); len(fields) > 1 && strings.Contains(fields[1], "/workers/") {
			pid, _ := strconv.Atoi(fields[0])
			pids = append(pids, pid)
		}
	}
	return pids
}

// size is how large a kernel is.
type size struct{ kB, descriptors, threads int }

func (z size) String() string {
	return fmt.Sprintf("%d MB, %d descriptors, %d threads", z.kB>>10, z.descriptors, z.threads)
}

func sizeOf(k *kernelProcess) (z size) {
	proc := fmt.Sprintf("/proc/%d/", k.cmd.Process.Pid)
	status, err := os.ReadFile(proc + "status")
	if err != nil {
		k.t.Error(err)
	}
	for line := range strings.Lines(string(status)) {
		fmt.Sscanf(line, "VmRSS: %d", &z.kB)
		fmt.Sscanf(line, "Threads: %d", &z.threads)
	}
	files, err := os.ReadDir(proc + "fd")
	if err != nil {
		k.t.Error(err)
	}
	z.descriptors = len(files)
	return z
}

// nonsense sends something that the kernel must drop, now and then.
func (sp *speaker) nonsense() {
	connection := sp.kernel.connection
	switch sp.rand.IntN(6) {
	case 0:
		sp.send([][]byte{[]byte("nonsense"), {}, {0xff}})
	case 1:
		m, _ := jupyter.NewSession([]byte("a guess")).New("execute_request", nil, map[string]any{"code": "os.Exit(1)"})
		sp.send(sp.session.Encode(m)[:3])
	case 2:
		stranger := jupyter.NewSession([]byte("a guess"))
		m, _ := stranger.New("execute_request", nil, map[string]any{"code": "os.Exit(1)"})
		sp.send(stranger.Encode(m))
	case 3:
		other := jupyter.NewSession([]byte(connection.Key)) // whose answers the speaker does not look at
		m, _ := other.New("no_such_type", nil, struct{}{})
		frames := other.Encode(m)
		sp.send(frames)
		sp.send(frames) // again
	case 4:
		for _, port := range []int{connection.ShellPort, connection.IOPubPort, connection.ControlPort} {
			conn, err := net.Dial("tcp", net.JoinHostPort(connection.IP, strconv.Itoa(port)))
			if err != nil {
				sp.soak.t.Error(err)
				continue
			}
			junk := make([]byte, sp.rand.IntN(300))
			for i := range junk {
				junk[i] = byte(sp.rand.Uint32())
			}
			_, _ = conn.Write(junk)
			conn.Close()
		}
	default:
		return
	}
	sp.soak.malformed.Add(1)
}
