package dev.guildhall.identity.internal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.guildhall.core.cache.CacheBudget;
import dev.guildhall.core.cache.Footprint;
import dev.guildhall.core.cache.Weighed;
import dev.guildhall.identity.internal.AccessTokens.Claims;
import java.time.Duration;

/** The access tokens verified lately, so that each is verified once. Bounded. */
final class VerifiedTokens {

    private final Cache<Token, Claims> claims;

    /** @param life after which a token has expired in any case */
    VerifiedTokens(CacheBudget caches, Duration life) {
        this.claims = caches.cache(CacheBudget.HOT, Caffeine.newBuilder().expireAfterWrite(life));
    }

    /** What the token says, or null when it was not verified lately; it may have expired since. */
    Claims get(String token) {
        return claims.getIfPresent(new Token(token));
    }

    void add(String token, Claims verified) {
        claims.put(new Token(token), verified);
    }

    /**
     * A token as a key. Equal only when the whole texts are; hashed by the end alone, which is part of the signature
     * and as good as random, because a token is long and its own hash would be computed anew on every request.
     */
    private static final class Token implements Weighed {

        private static final int HASHED = 16;

        private final String text;
        private final int hash;

        Token(String text) {
            this.text = text;
            var computed = 0;
            for (var i = Math.max(0, text.length() - HASHED); i < text.length(); i++) {
                computed = 31 * computed + text.charAt(i);
            }
            this.hash = computed;
        }

        @Override
        public long bytes() {
            return 24 + Footprint.of(text);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Token token && hash == token.hash && text.equals(token.text);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
