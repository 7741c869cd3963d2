package dev.guildhall.events.internal.subscription;

import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.events.internal.subscription.SubscriptionTable.Target;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The secrets of one subscription, each of which is decrypted once. For one thread at a time. */
final class OpenedSecrets {

    private final SecretBox box;
    private final String purpose;
    private final Map<String, String> opened = new HashMap<>();

    OpenedSecrets(SecretBox box, String purpose) {
        this.box = box;
        this.purpose = purpose;
    }

    /** Those that are valid at this moment, the newest first. */
    List<String> of(Target target, Instant now) {
        var sealed = target.secrets(now);
        opened.keySet().retainAll(sealed);
        return sealed.stream()
                .map(secret -> opened.computeIfAbsent(secret, still -> box.open(purpose, still)))
                .toList();
    }
}
