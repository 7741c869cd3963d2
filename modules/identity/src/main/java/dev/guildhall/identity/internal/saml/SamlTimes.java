package dev.guildhall.identity.internal.saml;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.w3c.dom.Element;

/** From when until when something is valid, give or take what clocks differ. */
record SamlTimes(Instant now) {

    static final Duration SKEW = Duration.ofSeconds(60);

    /** The moment that an attribute names; empty when it is not there. */
    static Optional<Instant> at(Element element, String attribute) {
        return Elements.attribute(element, attribute).map(text -> {
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeException malformed) {
                throw SamlFault.NOT_A_RESPONSE.refuse(attribute + " is no moment");
            }
        });
    }

    void requireBegun(Element element, String attribute) {
        at(element, attribute).filter(begins -> begins.isAfter(now.plus(SKEW))).ifPresent(begins -> {
            throw SamlFault.TOO_EARLY.refuse(attribute + " is " + begins + ", and now it is " + now);
        });
    }

    void requireNotOver(Element element, String attribute) {
        at(element, attribute).filter(ends -> !ends.plus(SKEW).isAfter(now)).ifPresent(ends -> {
            throw SamlFault.TOO_LATE.refuse(attribute + " is " + ends + ", and now it is " + now);
        });
    }
}
