package dev.guildhall.launcher;

/** Something in the flags, the environment or the file is not as it must be; the message is one line and complete. */
final class ConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ConfigurationException(String message) {
        super(message);
    }
}
