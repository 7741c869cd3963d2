package dev.guildhall.core.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What stands between a client and its server: it passes everything on, until it swallows everything in silence. */
final class LineProxy implements AutoCloseable {

    private final ServerSocket listener;
    private final int server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger lines = new AtomicInteger();
    /** The lines up to this one say nothing any more. */
    private volatile int cut;

    LineProxy(int server) {
        this.server = server;
        try {
            this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        inBackground(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** How many of the clients' sockets are open. */
    int openLines() {
        return open.size();
    }

    /** No word gets through from now on, on old lines and on new ones. */
    void swallowEverything() {
        cut = Integer.MAX_VALUE;
    }

    /** New lines are passed on again; those that there were stay silent. */
    void comeBack() {
        cut = lines.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var client = listener.accept();
                var line = lines.incrementAndGet();
                open.add(client);
                var target = new Socket(InetAddress.getLoopbackAddress(), server);
                inBackground(() -> pass(line, client, target));
                inBackground(() -> pass(line, target, client));
            } catch (IOException closed) {
                close();
            }
        }
    }

    private void pass(int line, Socket from, Socket to) {
        try (from;
                to) {
            copy(line, from.getInputStream(), to.getOutputStream());
        } catch (IOException ended) {
            // The other direction ends with it.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private void copy(int line, InputStream in, OutputStream out) throws IOException {
        var buffer = new byte[8192];
        for (var read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            if (line > cut) {
                out.write(buffer, 0, read);
            }
        }
    }

    private static void inBackground(Runnable work) {
        var thread = new Thread(work, "line-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (var socket : open) {
                socket.close();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
