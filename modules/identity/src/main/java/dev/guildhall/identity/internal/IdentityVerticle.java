package dev.guildhall.identity.internal;

import dev.guildhall.core.error.FailureLog;
import dev.guildhall.core.event.EventFeed;
import dev.guildhall.identity.EmailAddress;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What runs in the background: following other nodes, keeping keys fresh, writing down use, forgetting the past. */
final class IdentityVerticle extends VerticleBase {

    private static final Duration SOON = Duration.ofSeconds(2);
    private static final Duration OFTEN = Duration.ofMinutes(1);
    private static final Duration SELDOM = Duration.ofHours(1);
    private static final Logger LOG = LoggerFactory.getLogger(IdentityVerticle.class);

    private final EventFeed feed;
    private final AddressKeys addressKeys;
    private final SignedInMemory memory;
    private final SigningKeys keys;
    private final SessionUse use;
    private final Sessions sessions;
    private final Passwords passwords;
    private EventFeed.Registration following;

    IdentityVerticle(
            EventFeed feed,
            AddressKeys addressKeys,
            SignedInMemory memory,
            SigningKeys keys,
            SessionUse use,
            Sessions sessions,
            Passwords passwords) {
        this.feed = feed;
        this.addressKeys = addressKeys;
        this.memory = memory;
        this.keys = keys;
        this.use = use;
        this.sessions = sessions;
        this.passwords = passwords;
    }

    @Override
    public Future<?> start() {
        following = memory.follow(feed);
        repeat(OFTEN, "refresh the signing keys", keys::refresh);
        repeat(OFTEN, "note the use of sessions", use::write);
        repeat(SELDOM, "forget old sessions", sessions::forgetOutlived);
        vertx.setTimer(SOON.toMillis(), elapsed -> loadUnicode());
        return Future.all(keys.refresh(), addressKeys.fill());
    }

    // What the first address that is not ASCII needs takes a while to load: on no event loop, and not during the start.
    private void loadUnicode() {
        vertx.executeBlocking(() -> EmailAddress.keyOf("\u00FC@\u00FC.example"), false)
                .onFailure(failure -> LOG.warn("The tables of Unicode could not be loaded", failure));
    }

    @Override
    public Future<?> stop() {
        following.cancel();
        return Future.join(use.write(), passwords.close());
    }

    // The timers end with the verticle.
    private void repeat(Duration interval, String what, Supplier<Future<Void>> work) {
        var failures = new FailureLog(LOG, what);
        vertx.setPeriodic(interval.toMillis(), tick -> work.get().onComplete(failures::note));
    }
}
