package dev.guildhall.extensions.internal.resolution;

import dev.guildhall.extensions.Offer;
import dev.guildhall.extensions.Provider;
import dev.guildhall.host.ExtensionManifest.ProvidedCapability;
import dev.guildhall.host.ExtensionManifest.RequiredCapability;
import dev.guildhall.host.ExtensionManifest.RequiredExtension;
import dev.guildhall.host.VersionRange;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.semver4j.Semver;

/** A few extensions in a few versions that require each other at random; small enough to try everything. */
final class RandomCatalogue {

    private static final List<String> VERSIONS = List.of("2.0.0", "1.1.0", "1.0.0");
    private static final List<String> RANGES = List.of("*", "^1.0", ">=1.1.0", "^2.0.0", "1.0.0");

    private final Random random;
    private final int extensions;

    RandomCatalogue(long seed) {
        this.random = new Random(seed);
        this.extensions = 2 + random.nextInt(4);
    }

    Situation situation() {
        var catalogue = new HashMap<String, List<Candidate>>();
        for (var index = 0; index < extensions; index++) {
            var key = key(index);
            var versions = new ArrayList<Candidate>();
            for (var version : VERSIONS) {
                if (random.nextInt(5) > 0) {
                    versions.add(candidate(key, version));
                }
            }
            catalogue.put(key, versions);
        }
        var installed = new HashMap<String, Semver>();
        if (random.nextInt(3) == 0) {
            installed.put(key(1 + random.nextInt(extensions - 1)), new Semver(one(VERSIONS)));
        }
        var offers = random.nextBoolean()
                ? List.of(new Offer(
                        capability(0), new Semver("1.0.0"), Provider.OUTSIDE, new JsonObject(), new JsonObject()))
                : List.<Offer>of();
        return new Situation(Map.copyOf(catalogue), installed, offers);
    }

    Candidate wanted() {
        return candidate(key(0), "1.0.0");
    }

    private Candidate candidate(String key, String version) {
        var required = new HashMap<String, RequiredExtension>();
        for (var count = random.nextInt(4); count > 0; count--) {
            var other = key(random.nextInt(extensions));
            required.put(other, new RequiredExtension(other, VersionRange.parse(one(RANGES)), random.nextInt(5) == 0));
        }
        required.remove(key);
        var needs = random.nextInt(3) == 0
                ? List.of(new RequiredCapability(capability(random.nextInt(3)), VersionRange.parse("^1.0"), false))
                : List.<RequiredCapability>of();
        var gives = random.nextInt(2) == 0
                ? List.of(new ProvidedCapability(
                        capability(random.nextInt(3)),
                        new Semver(one(VERSIONS)),
                        new JsonObject(),
                        new JsonObject(),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        false,
                        false))
                : List.<ProvidedCapability>of();
        return new Candidate(key, new Semver(version), List.copyOf(required.values()), needs, gives);
    }

    private static String key(int index) {
        return "ext-" + (char) ('a' + index);
    }

    private static String capability(int index) {
        return "some.thing.do-" + index;
    }

    private String one(List<String> texts) {
        return texts.get(random.nextInt(texts.size()));
    }
}
