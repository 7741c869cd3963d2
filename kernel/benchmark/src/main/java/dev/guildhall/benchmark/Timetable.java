package dev.guildhall.benchmark;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.HdrHistogram.ConcurrentHistogram;

/** Requests that are each due at their time whatever became of those before; latencies count from then. */
final class Timetable implements AutoCloseable {

    static final Duration LIMIT = Duration.ofSeconds(20);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LIMIT)
            .build();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    /**
     * How it went.
     *
     * @param latencies in microseconds
     * @param answers how many there were of each status
     * @param faults what was not answered by 2xx
     */
    record Reading(
            ConcurrentHistogram latencies, Map<String, LongAdder> answers, ConcurrentLinkedQueue<String> faults) {

        private static Reading begun() {
            return new Reading(
                    new ConcurrentHistogram(TimeUnit.MINUTES.toMicros(1), 3),
                    new ConcurrentSkipListMap<>(),
                    new ConcurrentLinkedQueue<>());
        }

        double p50() {
            return latencies.getValueAtPercentile(50) / 1e3;
        }

        double p99() {
            return latencies.getValueAtPercentile(99) / 1e3;
        }

        double slowest() {
            return latencies.getMaxValue() / 1e3;
        }
    }

    /** Begins now; done when all of it was answered. */
    CompletableFuture<Reading> run(double perSecond, int seconds, IntFunction<HttpRequest> requests) {
        var number = (int) Math.ceil(seconds * perSecond);
        var prepared = IntStream.range(0, number).mapToObj(requests).toList();
        var reading = Reading.begun();
        var begin = System.nanoTime();
        var sent = new CompletableFuture<?>[number];
        for (var i = 0; i < number; i++) {
            var due = begin + (long) (i * TimeUnit.SECONDS.toNanos(1) / perSecond);
            sent[i] = at(due, prepared.get(i), reading);
        }
        return CompletableFuture.allOf(sent).thenApply(all -> reading);
    }

    private CompletableFuture<Void> at(long due, HttpRequest request, Reading reading) {
        var later = CompletableFuture.delayedExecutor(due - System.nanoTime(), TimeUnit.NANOSECONDS, clock);
        return CompletableFuture.runAsync(() -> {}, later)
                .thenCompose(now -> http.sendAsync(request, BodyHandlers.ofString()))
                .handle((answer, failure) -> {
                    reading.latencies().recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - due));
                    var status = failure == null ? "" + answer.statusCode() : "none";
                    reading.answers()
                            .computeIfAbsent(status, first -> new LongAdder())
                            .increment();
                    if (!status.startsWith("2")) {
                        reading.faults()
                                .add(request.method() + " " + request.uri().getPath() + ": "
                                        + outcome(answer, failure));
                    }
                    return null;
                });
    }

    /** Sends from so many callers who each send their next request when they have the answer to the last; done after a while. */
    CompletableFuture<Void> hurry(int callers, int seconds, IntFunction<HttpRequest> requests) {
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        return CompletableFuture.allOf(IntStream.range(0, callers)
                .mapToObj(caller -> next(end, caller, callers, requests))
                .toArray(CompletableFuture[]::new));
    }

    private CompletableFuture<Void> next(long end, int number, int step, IntFunction<HttpRequest> requests) {
        if (System.nanoTime() > end) {
            return CompletableFuture.completedFuture(null);
        }
        return http.sendAsync(requests.apply(number), BodyHandlers.ofString())
                .thenCompose(answer -> next(end, number + step, step, requests));
    }

    private static String outcome(HttpResponse<String> answer, Throwable failure) {
        return failure == null ? answer.statusCode() + " " + answer.body() : failure.toString();
    }

    /** What all of them came to. */
    static List<Reading> await(int seconds, List<CompletableFuture<Reading>> running) throws Exception {
        CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).get(seconds + 60L, TimeUnit.SECONDS);
        return running.stream().map(CompletableFuture::join).toList();
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
