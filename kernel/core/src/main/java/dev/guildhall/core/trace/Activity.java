package dev.guildhall.core.trace;

import dev.guildhall.core.security.Cause;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;

/** A span that is under way. */
public final class Activity {

    private final Span span;
    private final Cause cause;

    Activity(Span span, Cause cause) {
        this.span = span;
        this.cause = cause.tracedBy(Tracing.write(span));
    }

    /** The cause of what is done in it. */
    public Cause cause() {
        return cause;
    }

    public Activity named(String name) {
        span.updateName(name);
        return this;
    }

    public Activity with(String attribute, String value) {
        span.setAttribute(attribute, value);
        return this;
    }

    public Activity with(String attribute, long value) {
        span.setAttribute(attribute, value);
        return this;
    }

    /** @param failure null when it went well; its text is not told, for it may say what nobody else is to read */
    public void end(Throwable failure) {
        if (failure == null) {
            span.end();
        } else {
            endFailed(failure.getClass().getName());
        }
    }

    /** @param type of few */
    public void endFailed(String type) {
        span.setStatus(StatusCode.ERROR);
        span.setAttribute("error.type", type);
        span.end();
    }
}
