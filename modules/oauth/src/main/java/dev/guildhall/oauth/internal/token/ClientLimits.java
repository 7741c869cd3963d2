package dev.guildhall.oauth.internal.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.guildhall.oauth.internal.Attempts;
import dev.guildhall.oauth.internal.client.OauthClient;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Limits how often applications ask. Those that come with their secret are counted by application, and nobody else has a
 * part in that; public ones, and wrong secrets, by application and network, so that nobody elsewhere keeps an application
 * from its tokens by its id. A network that asks for many that there are not is refused all that it was not found with
 * before. Nobody guesses 256 random bits at any pace; this spares the database. Counted on each node by itself, in bounded
 * memory.
 */
final class ClientLimits {

    static final int WRONG = 30;
    static final int WRONG_OF_NETWORK = 300;
    static final int PUBLIC = 600;
    static final int CONFIDENTIAL = 6_000;

    private static final Duration WINDOW_OF_WRONG = Duration.ofMinutes(5);
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final Duration REMEMBERED = Duration.ofDays(1);
    private static final int MOST_REMEMBERED = 100_000;

    private final Attempts wrong = new Attempts(WRONG, WINDOW_OF_WRONG);
    private final Attempts wrongOfNetworks = new Attempts(WRONG_OF_NETWORK, WINDOW_OF_WRONG);
    private final Attempts publicOnes = new Attempts(PUBLIC, WINDOW);
    private final Attempts confidentialOnes = new Attempts(CONFIDENTIAL, WINDOW);
    private final Cache<String, Boolean> foundBefore = Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterAccess(REMEMBERED)
            .build();

    /**
     * Looks for the application that asks, if it may. Fails with {@code REQUEST.RATE_LIMITED}.
     *
     * @param claimed which one it says it is
     * @param find empty for one that is not there, or whose secret is another
     */
    Future<Optional<OauthClient>> admit(UUID claimed, String network, Supplier<Future<Optional<OauthClient>>> find) {
        var asker = claimed + "@" + network;
        confidentialOnes.require(claimed.toString());
        publicOnes.require(asker);
        wrong.require(asker);
        if (foundBefore.getIfPresent(asker) == null) {
            wrongOfNetworks.require(network);
        }
        return find.get().map(found -> {
            found.ifPresentOrElse(client -> count(client, asker), () -> {
                wrong.count(asker);
                wrongOfNetworks.count(network);
            });
            return found;
        });
    }

    private void count(OauthClient client, String asker) {
        foundBefore.put(asker, true);
        if (client.isPublic()) {
            publicOnes.use(asker);
        } else {
            confidentialOnes.use(client.id().toString());
        }
    }
}
