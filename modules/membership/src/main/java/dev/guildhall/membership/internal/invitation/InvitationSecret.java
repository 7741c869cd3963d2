package dev.guildhall.membership.internal.invitation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/** The random secret of an invitation, kept here as its hash only. */
final class InvitationSecret {

    /** Tells people, and scanners of leaked secrets, what they have found. */
    private static final String PREFIX = "ghl_inv_";

    private static final int RANDOM_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String text;

    private InvitationSecret(String text) {
        this.text = text;
    }

    static InvitationSecret next() {
        var bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return new InvitationSecret(
                PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** What the invited person gets. */
    String text() {
        return text;
    }

    byte[] hash() {
        return hash(text);
    }

    /** The stored form of a secret that is presented; no salt is needed for 256 random bits. */
    static byte[] hash(String presented) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(presented.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("Every JDK has SHA-256", missing);
        }
    }

    @Override
    public String toString() {
        return "InvitationSecret";
    }
}
