package dev.guildhall.core.config;

/** Something that was set is not as it must be; the message is one line and complete. */
public final class ConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ConfigurationException(String message) {
        super(message);
    }
}
