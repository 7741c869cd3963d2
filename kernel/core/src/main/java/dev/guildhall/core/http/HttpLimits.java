package dev.guildhall.core.http;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * How much a client may send, and how slowly. Requests per second are counted by credential, unless there is no such
 * limit.
 */
public record HttpLimits(long maxBodyBytes, long maxUploadBytes, OptionalInt requestsPerSecond, Times times) {

    /**
     * What a client may take its time for.
     *
     * @param head from the connection to the end of the first request's head
     * @param body from the head of a request to the end of its JSON
     * @param upload the same of a form with files
     * @param rest between an answer and the end of the next request's head
     * @param taking the end of an answer, once it was all sent
     */
    public record Times(Duration head, Duration body, Duration upload, Duration rest, Duration taking) {

        public static final Times DEFAULT = new Times(
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofMinutes(5),
                Duration.ofSeconds(75),
                Duration.ofSeconds(60));
    }
}
