package dev.guildhall.core.secret;

/** The master key is missing where it should be or is none; the message is for whoever runs the server. */
public final class MasterKeyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MasterKeyException(String message, Throwable cause) {
        super(message, cause);
    }
}
