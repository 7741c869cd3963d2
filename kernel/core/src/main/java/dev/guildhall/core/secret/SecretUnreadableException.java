package dev.guildhall.core.secret;

/** A stored secret does not open: a fault of the installation, not of a request. */
public final class SecretUnreadableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SecretUnreadableException(String purpose, String why, Throwable cause) {
        super("The secret for " + purpose + " cannot be read: " + why + ".", cause);
    }
}
