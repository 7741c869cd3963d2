package dev.guildhall.events;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;

/**
 * One try to deliver an event and what became of it.
 *
 * @param status of an HTTP answer, or null when none came
 * @param error why it failed without one, or null
 * @param response the beginning of the answer's body, or where else the event was kept; or null
 * @param notBefore how long the receiver wants to be left alone after it; zero when it does not say
 */
public record DeliveryAttempt(
        Instant startedAt, Duration duration, Integer status, String error, String response, Duration notBefore) {

    private static final int MAX_TEXT = 1000;
    private static final int GONE = 410;

    public static DeliveryAttempt answered(Instant startedAt, Duration duration, int status, String body) {
        return new DeliveryAttempt(startedAt, duration, status, null, storable(body), Duration.ZERO);
    }

    /** @param place where the event is now */
    public static DeliveryAttempt kept(Instant startedAt, Duration duration, String place) {
        return new DeliveryAttempt(startedAt, duration, null, null, place, Duration.ZERO);
    }

    public static DeliveryAttempt failed(Instant startedAt, Duration duration, String error) {
        return new DeliveryAttempt(startedAt, duration, null, storable(error), null, Duration.ZERO);
    }

    /** The same, after which the receiver wants to be left alone for so long. */
    public DeliveryAttempt notBefore(Duration pause) {
        return new DeliveryAttempt(startedAt, duration, status, error, response, pause);
    }

    public boolean succeeded() {
        return error == null && (status == null || status >= 200 && status < 300);
    }

    /** Why it did not succeed. */
    public String failure() {
        return failure(status, error);
    }

    /** Why an attempt with such a result did not succeed. */
    public static String failure(Integer status, String error) {
        return error == null ? "The answer had the status " + status : error;
    }

    /** Whether the endpoint says that it is not there any more and never will be. */
    public boolean isGone() {
        return status != null && status == GONE;
    }

    public JsonObject toJson() {
        var json = new JsonObject().put("startedAt", startedAt.toString()).put("durationMillis", duration.toMillis());
        if (status != null) {
            json.put("status", status);
        }
        if (error != null) {
            json.put("error", error);
        }
        if (response != null && !response.isEmpty()) {
            json.put("response", response);
        }
        return json;
    }

    /** What to say of a failure. */
    public static String explain(Throwable failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    // PostgreSQL takes no text with a NUL in it.
    private static String storable(String text) {
        var clean = text.replace('\u0000', '\uFFFD');
        return clean.length() > MAX_TEXT ? clean.substring(0, MAX_TEXT) : clean;
    }
}
