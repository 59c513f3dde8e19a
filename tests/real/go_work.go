// SPDX-License-Identifier: GPL-2.0-or-later
// What Go's run-time asks of a kernel: goroutines on threads that block and are preempted by signals, timers, epoll under pipes,
// faults that become panics, a garbage collector's memory, files, child processes, signals.
package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == "child" {
		s := bufio.NewScanner(os.Stdin)
		n := 0
		for s.Scan() {
			n += len(s.Text())
		}
		fmt.Println("child counted", n, os.Getenv("MARK"))
		os.Exit(7)
	}
	fmt.Println("hello from Go")
	// goroutines, channels
	ch := make(chan int, 4)
	var wg sync.WaitGroup
	var sum int64
	for i := 0; i < 50; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for v := range ch {
				atomic.AddInt64(&sum, int64(v))
			}
		}()
	}
	for i := 0; i < 10000; i++ {
		ch <- i
	}
	close(ch)
	wg.Wait()
	fmt.Println("sum", sum)
	const N = 500
	first := make(chan int)
	in := first
	for i := 0; i < N; i++ {
		out := make(chan int)
		go func(a, b chan int) { b <- 1 + <-a }(in, out)
		in = out
	}
	go func() { first <- 0 }()
	fmt.Println("ring", <-in)
	// select with timeout
	select {
	case <-make(chan int):
	case <-time.After(20 * time.Millisecond):
		fmt.Println("timeout")
	}
	tick := time.NewTicker(2 * time.Millisecond)
	for i := 0; i < 5; i++ {
		<-tick.C
	}
	tick.Stop()
	t0 := time.Now()
	time.Sleep(30 * time.Millisecond)
	d := time.Since(t0)
	fmt.Println("slept", d >= 30*time.Millisecond, d < 2*time.Second)
	// a busy goroutine must be preempted
	var stop int32
	go func() {
		time.Sleep(10 * time.Millisecond)
		atomic.StoreInt32(&stop, 1)
	}()
	for atomic.LoadInt32(&stop) == 0 {
	}
	done := make(chan bool)
	go func() {
		x := 0
		for i := 0; i < 30000000; i++ {
			x += i
		}
		done <- x > 0
	}()
	runtime.GC()
	fmt.Println("busy", <-done)
	// maps, gc
	m := map[string][]byte{}
	for r := 0; r < 5; r++ {
		for i := 0; i < 20000; i++ {
			m[fmt.Sprint("k", i)] = make([]byte, 100+i%300)
		}
		runtime.GC()
	}
	keys := []string{}
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	fmt.Println(len(keys), keys[0], keys[len(keys)-1])
	// panics, nil dereference (SIGSEGV), divide (SIGFPE)
	func() {
		defer func() { fmt.Println("recovered:", recover()) }()
		var p *int
		*p = 1
	}()
	func() {
		defer func() { fmt.Println("recovered:", recover()) }()
		z := len(os.Args) - len(os.Args)
		fmt.Println(1 / z)
	}()
	for i := 0; i < 1000; i++ {
		func() {
			defer func() { recover() }()
			var p *int
			*p = 1
		}()
	}
	// files
	dir, err := os.MkdirTemp("", "go")
	if err != nil {
		fmt.Println(err)
	}
	name := filepath.Join(dir, "f")
	fmt.Println(os.WriteFile(name, bytes.Repeat([]byte("line\n"), 1000), 0o640))
	st, _ := os.Stat(name)
	fmt.Println(st.Size(), st.Mode(), st.IsDir())
	b, err := os.ReadFile(name)
	fmt.Printf("%x %v\n", sha256.Sum256(b), err)
	_, err = os.Open(filepath.Join(dir, "nothing"))
	fmt.Println(errors.Is(err, os.ErrNotExist))
	for i := 0; i < 20; i++ {
		os.Mkdir(filepath.Join(dir, fmt.Sprint("d", i)), 0o755)
		os.Symlink("../f", filepath.Join(dir, fmt.Sprint("d", i), "l"))
	}
	n := 0
	filepath.Walk(dir, func(p string, i os.FileInfo, e error) error { n++; return e })
	fmt.Println("walked", n, os.RemoveAll(dir))
	// compress, json
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	w.Write(b)
	w.Close()
	r, _ := gzip.NewReader(&z)
	back, _ := io.ReadAll(r)
	fmt.Println("gzip", bytes.Equal(b, back))
	js, _ := json.Marshal(map[string]any{"a": 1, "b": []string{"x", "y"}, "c": 1.5})
	fmt.Println(string(js))
	// child processes
	self, _ := os.Executable()
	for i := 0; i < 10; i++ {
		c := exec.Command(self, "child")
		c.Stdin = strings.NewReader("one\ntwo\nthree\n")
		c.Env = []string{fmt.Sprint("MARK=", i)}
		o, err := c.CombinedOutput()
		fmt.Print(string(o), err, "\n")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Millisecond)
	c := exec.CommandContext(ctx, self, "child")
	pr, _ := c.StdinPipe()
	fmt.Println("killed:", c.Run())
	pr.Close()
	cancel()
	_, err = exec.Command("/nothing").Output()
	fmt.Println(err)
	// signals
	sig := make(chan os.Signal, 4)
	signal.Notify(sig, syscall.SIGUSR1, syscall.SIGINT)
	syscall.Kill(os.Getpid(), syscall.SIGUSR1)
	fmt.Println(<-sig)
	syscall.Kill(os.Getpid(), syscall.SIGINT)
	fmt.Println(<-sig)
	// blocking threads
	for i := 0; i < 30; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			runtime.LockOSThread()
			ts := syscall.NsecToTimespec(20e6)
			syscall.Nanosleep(&ts, nil)
		}()
	}
	wg.Wait()
	pr1, pw1, _ := os.Pipe()
	go func() { time.Sleep(5 * time.Millisecond); pw1.Write([]byte("through a pipe")); pw1.Close() }()
	x, err := io.ReadAll(pr1)
	fmt.Println(string(x), err)
	pr2, _, _ := os.Pipe()
	pr2.SetReadDeadline(time.Now().Add(10 * time.Millisecond))
	_, err = pr2.Read(make([]byte, 1))
	fmt.Println(err)
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	ready := 0
	for i := 0; i < 20; i++ {
		go func() { mu.Lock(); ready++; cond.Broadcast(); mu.Unlock() }()
	}
	mu.Lock()
	for ready < 20 {
		cond.Wait()
	}
	mu.Unlock()
	fmt.Println("done", ready)
	os.Exit(3)
}
