package dev.guildhall.extensions.internal.ui;

import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.core.secret.SecretUnreadableException;
import dev.guildhall.core.security.Principal;
import dev.guildhall.extensions.Installation;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * For whom a frame was opened, and of which installation. Sealed it is the part of an address that nobody can guess or make,
 * and that says nothing to whoever has it: it stands for a credential, since a frame has none.
 *
 * @param installation whose files it is good for, for as long as this version is installed
 */
record FrameAddress(
        WorkspaceId workspace,
        String extensionKey,
        UUID installation,
        String version,
        String openedBy,
        Instant expiresAt) {

    private static final String PURPOSE = "extension-frame";
    private static final int LONGEST = 2_000;

    static FrameAddress of(
            WorkspaceId workspace,
            String extensionKey,
            UUID installation,
            String version,
            Principal by,
            Instant expiresAt) {
        return new FrameAddress(workspace, extensionKey, installation, version, by.text(), expiresAt);
    }

    /** Whether it leads to the files of an installation as it is now. */
    boolean isOf(Installation present) {
        return present.isActive()
                && present.id().equals(installation)
                && present.version().equals(version);
    }

    String sealed(SecretBox secrets) {
        var content = new JsonObject()
                .put("workspace", workspace.value().toString())
                .put("extension", extensionKey)
                .put("installation", installation.toString())
                .put("version", version)
                .put("by", openedBy)
                .put("expires", expiresAt.toEpochMilli());
        return secrets.seal(PURPOSE, content.encode());
    }

    /** What was sealed; empty for what this server has not, or that has expired. */
    static Optional<FrameAddress> open(SecretBox secrets, String sealed, Instant now) {
        if (sealed.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            var content = new JsonObject(secrets.open(PURPOSE, sealed));
            return Optional.of(new FrameAddress(
                            new WorkspaceId(UUID.fromString(content.getString("workspace"))),
                            content.getString("extension"),
                            UUID.fromString(content.getString("installation")),
                            content.getString("version"),
                            content.getString("by"),
                            Instant.ofEpochMilli(content.getLong("expires"))))
                    .filter(address -> address.expiresAt().isAfter(now));
        } catch (SecretUnreadableException foreign) {
            return Optional.empty();
        }
    }
}
