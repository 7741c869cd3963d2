package dev.guildhall.host;

import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.AbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/**
 * Where the code of one installation logs to, and what the host has to say of it: the host's own log, with the workspace
 * and the request, and what those who manage the installation may read.
 */
final class ExtensionLogger extends AbstractLogger {

    private static final long serialVersionUID = 1L;

    private final transient InstallationServices services;
    private final transient Logger target;

    ExtensionLogger(InstallationServices services, String extension) {
        this.services = services;
        this.target = LoggerFactory.getLogger("extension." + extension);
        this.name = target.getName();
    }

    @Override
    protected String getFullyQualifiedCallerName() {
        return ExtensionLogger.class.getName();
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level, Marker marker, String message, Object[] arguments, Throwable thrown) {
        var call = Execution.currentCall();
        log(
                level,
                MessageFormatter.basicArrayFormat(message, arguments),
                thrown == null ? null : DefensiveCopy.of(thrown),
                call == null ? null : call.chain().requestId());
    }

    /** @param thrown the host's own copy, or null */
    void log(Level level, String message, Throwable thrown, String requestId) {
        var text = services.withoutSecrets(DefensiveCopy.text(String.valueOf(message)));
        var line = target.atLevel(level).addKeyValue("workspace", services.workspaceKey());
        if (requestId != null) {
            line = line.addKeyValue("requestId", requestId);
        }
        line.setCause(thrown).log(text.replace("{}", "{ }"));
        var error = thrown == null ? null : services.withoutSecrets(DefensiveCopy.trace(thrown));
        services.logged(new InstallationServices.LogEntry(Instant.now(), level, text, error, requestId));
    }

    @Override
    public boolean isTraceEnabled() {
        return target.isTraceEnabled();
    }

    @Override
    public boolean isTraceEnabled(Marker marker) {
        return target.isTraceEnabled();
    }

    @Override
    public boolean isDebugEnabled() {
        return target.isDebugEnabled();
    }

    @Override
    public boolean isDebugEnabled(Marker marker) {
        return target.isDebugEnabled();
    }

    @Override
    public boolean isInfoEnabled() {
        return target.isInfoEnabled();
    }

    @Override
    public boolean isInfoEnabled(Marker marker) {
        return target.isInfoEnabled();
    }

    @Override
    public boolean isWarnEnabled() {
        return target.isWarnEnabled();
    }

    @Override
    public boolean isWarnEnabled(Marker marker) {
        return target.isWarnEnabled();
    }

    @Override
    public boolean isErrorEnabled() {
        return target.isErrorEnabled();
    }

    @Override
    public boolean isErrorEnabled(Marker marker) {
        return target.isErrorEnabled();
    }
}
