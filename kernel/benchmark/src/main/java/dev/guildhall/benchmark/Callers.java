package dev.guildhall.benchmark;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.net.URI;
import java.util.Collections;

/**
 * Callers in a process of their own, which comes last to the processors: those of the product are as busy by them as if they
 * called from other machines, and what they do themselves keeps nobody waiting.
 */
final class Callers {

    private Callers() {}

    /** So many of them at once send the request over and over; blocks for as long. */
    static Load.Outcome call(URI target, Buffer request, int callers, int seconds) throws Exception {
        var process = new ProcessBuilder(
                        "nice",
                        "-n",
                        "19",
                        Product.java(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Callers.class.getName(),
                        target.toString(),
                        "" + callers,
                        "" + seconds)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var asks = new DataOutputStream(process.getOutputStream());
                var answers = new DataInputStream(process.getInputStream())) {
            asks.writeInt(request.length());
            asks.write(request.getBytes());
            asks.flush();
            return new Load.Outcome(
                    answers.readDouble(),
                    answers.readDouble(),
                    answers.readDouble(),
                    answers.readDouble(),
                    answers.readLong());
        } finally {
            process.destroy();
        }
    }

    public static void main(String... arguments) throws Exception {
        var asked = new DataInputStream(System.in);
        var request = Buffer.buffer(asked.readNBytes(asked.readInt()));
        var callers = Integer.parseInt(arguments[1]);
        var vertx = Vertx.vertx();
        var outcome = new Load(vertx, URI.create(arguments[0]), Collections.nCopies(callers, request))
                .run(callers, Integer.parseInt(arguments[2]));
        vertx.close();
        var answer = new DataOutputStream(System.out);
        answer.writeDouble(outcome.perSecond());
        answer.writeDouble(outcome.p50());
        answer.writeDouble(outcome.p99());
        answer.writeDouble(outcome.slowest());
        answer.writeLong(outcome.errors());
        answer.flush();
    }
}
