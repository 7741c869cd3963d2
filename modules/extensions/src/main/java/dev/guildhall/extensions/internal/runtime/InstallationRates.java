package dev.guildhall.extensions.internal.runtime;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.guildhall.extensions.internal.InstallationKey;
import dev.guildhall.host.Quotas;
import java.time.Duration;

/** How much the installations do in a minute on this node, whether their code runs here or elsewhere. */
public final class InstallationRates {

    /** They outlast an instance, and are as new after the minute that they are for. */
    private final LoadingCache<InstallationKey, Rates> rates;

    private record Rates(MinuteQuota events, MinuteQuota outboundCalls) {

        static Rates of(Quotas quotas) {
            return new Rates(
                    new MinuteQuota("events", quotas.events()),
                    new MinuteQuota("outbound calls", quotas.outboundCalls()));
        }
    }

    public InstallationRates(Quotas quotas) {
        this.rates =
                Caffeine.newBuilder().expireAfterAccess(Duration.ofMinutes(1)).build(installation -> Rates.of(quotas));
    }

    /** Counts events that are about to be published, all or none; fails when they are too many. */
    public void countEvents(InstallationKey installation, int number) {
        if (number > 0) {
            rates.get(installation).events().count(number);
        }
    }

    /** Counts a request to the outside; fails when it is one too many. */
    void countOutboundCall(InstallationKey installation) {
        rates.get(installation).outboundCalls().count(1);
    }
}
