package dev.guildhall.client;

import java.io.Serializable;
import java.util.List;

/** A call that was refused, or could not be made. What it was is said by the subclass, and in detail by the code. */
public class GuildhallException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final List<Detail> details;

    /** One field of the request that was refused. */
    public record Detail(String field, String message) implements Serializable {}

    GuildhallException(int status, String code, String message, List<Detail> details) {
        this(status, code, message, details, null);
    }

    GuildhallException(int status, String code, String message, List<Detail> details, Throwable cause) {
        super(message, cause);
        this.status = status;
        this.code = code;
        this.details = details == null ? List.of() : List.copyOf(details);
    }

    /** The HTTP status; 0 when there was no answer. */
    public int status() {
        return status;
    }

    /** The stable name of the error, such as {@code ORGANIZATION.SLUG_EXISTS}. */
    public String code() {
        return code;
    }

    /** The fields of the request that were refused. */
    public List<Detail> details() {
        return details;
    }

    static GuildhallException of(int status, String code, String message, List<Detail> details) {
        return switch (status) {
            case 400, 413, 415 -> new Invalid(status, code, message, details);
            case 401, 403 -> new Denied(status, code, message, details);
            case 404 -> new NotFound(status, code, message, details);
            case 409, 412 -> new Conflict(status, code, message, details);
            case 429, 502, 503, 504 -> new Unavailable(status, code, message, null);
            default -> new GuildhallException(status, code, message, details);
        };
    }

    /** What was sent is wrong; {@link #details} name the fields. */
    public static final class Invalid extends GuildhallException {

        private static final long serialVersionUID = 1L;

        Invalid(int status, String code, String message, List<Detail> details) {
            super(status, code, message, details);
        }
    }

    /** The credential is none, or does not permit this. */
    public static final class Denied extends GuildhallException {

        private static final long serialVersionUID = 1L;

        Denied(int status, String code, String message, List<Detail> details) {
            super(status, code, message, details);
        }
    }

    /** There is no such thing, or it is another app's. */
    public static final class NotFound extends GuildhallException {

        private static final long serialVersionUID = 1L;

        NotFound(int status, String code, String message, List<Detail> details) {
            super(status, code, message, details);
        }
    }

    /** It does not go with what is there. */
    public static final class Conflict extends GuildhallException {

        private static final long serialVersionUID = 1L;

        Conflict(int status, String code, String message, List<Detail> details) {
            super(status, code, message, details);
        }
    }

    /** The server cannot be reached, or asks to come again later. */
    public static final class Unavailable extends GuildhallException {

        private static final long serialVersionUID = 1L;

        Unavailable(int status, String code, String message, Throwable cause) {
            super(status, code, message, List.of(), cause);
        }
    }
}
