package dev.guildhall.host;

import dev.guildhall.core.error.ErrorCode;
import dev.guildhall.core.error.ErrorKind;
import dev.guildhall.core.error.Problem;
import dev.guildhall.spi.ExtensionException;
import dev.guildhall.spi.StorageException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Translates between the failures of the host and those of the SPI. */
final class HostErrors {

    private static final Logger LOG = LoggerFactory.getLogger(HostErrors.class);

    private static final int MAX_FIELDS = 50;
    private static final Duration LONGEST_WAIT = Duration.ofDays(1);

    private HostErrors() {}

    /** What an extension answered on purpose, under a code that is its own. */
    static Problem told(String code, ExtensionException answered) {
        var problem = new ErrorCode(code, kindOf(answered.kind()))
                .because(DefensiveCopy.text(String.valueOf(answered.getMessage())))
                .withDetails(answered.fields().stream()
                        .limit(MAX_FIELDS)
                        .map(field -> new Problem.Detail(
                                DefensiveCopy.text(field.path()), DefensiveCopy.text(field.reason())))
                        .toList());
        return answered.retryAfter() == null ? problem : problem.withRetryAfter(bounded(answered.retryAfter()));
    }

    private static Duration bounded(Duration wait) {
        return wait.isNegative() ? Duration.ZERO : wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }

    private static ErrorKind kindOf(ExtensionException.Kind kind) {
        return switch (kind) {
            case INVALID -> ErrorKind.INVALID;
            case FORBIDDEN -> ErrorKind.FORBIDDEN;
            case NOT_FOUND -> ErrorKind.NOT_FOUND;
            case CONFLICT -> ErrorKind.CONFLICT;
            case FAILED -> ErrorKind.UPSTREAM_FAILED;
            case UNAVAILABLE -> ErrorKind.UNAVAILABLE;
            case TIMEOUT -> ErrorKind.TIMEOUT;
        };
    }

    private static ExtensionException.Kind kindOf(ErrorKind kind) {
        return switch (kind) {
            case INVALID, METHOD_NOT_ALLOWED, TOO_SLOW, TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, HEADERS_TOO_LARGE ->
                ExtensionException.Kind.INVALID;
            case UNAUTHENTICATED, FORBIDDEN -> ExtensionException.Kind.FORBIDDEN;
            case NOT_FOUND, GONE -> ExtensionException.Kind.NOT_FOUND;
            case CONFLICT, PRECONDITION_FAILED -> ExtensionException.Kind.CONFLICT;
            case INTERNAL, UPSTREAM_FAILED -> ExtensionException.Kind.FAILED;
            case TOO_MANY_REQUESTS, UNAVAILABLE -> ExtensionException.Kind.UNAVAILABLE;
            case TIMEOUT -> ExtensionException.Kind.TIMEOUT;
        };
    }

    /** Whether a failure of the host says something to an extension, and is not just the host's own trouble. */
    static boolean isForExtensions(Throwable failure) {
        return failure instanceof ExtensionException
                || failure instanceof StorageException
                || failure instanceof Problem
                || failure instanceof ExtensionFailure;
    }

    /** The failure of a host service, as the extension that called it is told. */
    static RuntimeException forExtension(Throwable failure) {
        if (failure instanceof ExtensionException || failure instanceof StorageException) {
            return (RuntimeException) failure;
        }
        if (failure instanceof Problem problem) {
            return told(problem);
        }
        if (failure instanceof ExtensionFailure other) {
            return forExtension(other);
        }
        LOG.error("A service for extensions failed", failure);
        return new ExtensionException(
                ExtensionException.Kind.FAILED, "SERVICE.INTERNAL", "The host failed; its log says why.");
    }

    private static ExtensionException told(Problem problem) {
        var told = new ExtensionException(
                kindOf(problem.code().kind()), problem.code().code(), problem.getMessage());
        for (var detail : problem.details()) {
            told = told.withField(detail.field(), detail.message());
        }
        return problem.retryAfter() == null ? told : told.withRetryAfter(problem.retryAfter());
    }

    private static ExtensionException forExtension(ExtensionFailure other) {
        return switch (other.kind()) {
            case TOO_LARGE ->
                new ExtensionException(
                        ExtensionException.Kind.FAILED, "CAPABILITY.RESULT_TOO_LARGE", other.getMessage());
            case TIMED_OUT ->
                new ExtensionException(ExtensionException.Kind.TIMEOUT, "CAPABILITY.TIMEOUT", other.getMessage());
            case CANCELLED ->
                new ExtensionException(ExtensionException.Kind.UNAVAILABLE, "CAPABILITY.CANCELLED", other.getMessage());
            case OVERLOADED, RESTING, STOPPED, SWITCHED_OFF, LOAD_FAILED, START_FAILED, START_POSTPONED ->
                new ExtensionException(
                        ExtensionException.Kind.UNAVAILABLE, "CAPABILITY.UNAVAILABLE", other.getMessage());
            case THREW, BAD_ANSWER, CALLED_IN_CIRCLES ->
                new ExtensionException(ExtensionException.Kind.FAILED, "CAPABILITY.FAILED", other.getMessage());
        };
    }
}
