package zmq

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"syscall"
	"time"
)

// address takes an endpoint apart into what package net wants.
func address(endpoint string) (network, addr string, err error) {
	transport, addr, _ := strings.Cut(endpoint, "://")
	switch {
	case addr == "":
	case transport == "tcp":
		return "tcp", strings.TrimPrefix(addr, "*"), nil // * is any address
	case transport == "ipc":
		return "unix", addr, nil
	}
	return "", "", fmt.Errorf("zmq: endpoint %q is neither tcp://HOST:PORT nor ipc://PATH", endpoint)
}

func listen(endpoint string) (net.Listener, error) {
	network, addr, err := address(endpoint)
	if err != nil {
		return nil, err
	}
	if network == "unix" {
		// A process that was killed leaves its socket behind.
		if fi, err := os.Lstat(addr); err == nil && fi.Mode().Type() == os.ModeSocket {
			os.Remove(addr)
		}
	}
	l, err := net.Listen(network, addr)
	if err != nil {
		return nil, fmt.Errorf("zmq: %w", err)
	}
	return l, nil
}

// dial connects, trying again while nobody listens.
func dial(ctx context.Context, endpoint string) (net.Conn, error) {
	network, addr, err := address(endpoint)
	if err != nil {
		return nil, err
	}
	var d net.Dialer
	for {
		c, err := d.DialContext(ctx, network, addr)
		if err == nil && network == "tcp" && c.LocalAddr().String() == c.RemoteAddr().String() {
			// TCP lets a port connect to itself when nobody listens there.
			c.Close()
			err = syscall.ECONNREFUSED
		}
		if err == nil {
			return c, nil
		}
		absent := errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, syscall.ENOENT)
		if !absent {
			return nil, fmt.Errorf("zmq: %w", err)
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("zmq: nobody listens at %s: %w", endpoint, ctx.Err())
		case <-time.After(25 * time.Millisecond):
		}
	}
}
