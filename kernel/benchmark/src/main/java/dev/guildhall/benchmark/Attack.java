package dev.guildhall.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/** One way of sending requests that cost their sender little: so many clients at once, each doing the same over and over. */
record Attack(String name, int clients, Work work) {

    /** A breath between two requests of one client, so that the attackers leave the processors to the attacked. */
    private static final long PAUSE_MILLIS = 20;

    /** What one client does once; it throws what it was refused with, and is interrupted at the end. */
    interface Work {

        void once(int client) throws IOException, InterruptedException;
    }

    Running start() {
        var running = new Running(Executors.newFixedThreadPool(clients));
        for (var client = 0; client < clients; client++) {
            running.begin(client, work);
        }
        return running;
    }

    /** The clients at work, and how they were answered, by status. */
    static final class Running implements AutoCloseable {

        private final ExecutorService threads;
        private final AtomicBoolean ended = new AtomicBoolean();
        private final Map<String, LongAdder> answers = new ConcurrentSkipListMap<>();
        private final List<Future<?>> begun = new ArrayList<>();

        private Running(ExecutorService threads) {
            this.threads = threads;
        }

        private void begin(int client, Work work) {
            begun.add(threads.submit(() -> {
                while (!ended.get()) {
                    count(outcome(client, work));
                    TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                }
                return null;
            }));
        }

        private static String outcome(int client, Work work) throws InterruptedException {
            try {
                work.once(client);
                return "done";
            } catch (ApiClient.Refused refused) {
                return "" + refused.status();
            } catch (IOException broken) {
                return "closed";
            }
        }

        private void count(String outcome) {
            answers.computeIfAbsent(outcome, first -> new LongAdder()).increment();
        }

        Map<String, LongAdder> answers() {
            return answers;
        }

        @Override
        public void close() throws InterruptedException {
            ended.set(true);
            threads.shutdownNow();
            threads.awaitTermination(40, TimeUnit.SECONDS);
        }
    }
}
