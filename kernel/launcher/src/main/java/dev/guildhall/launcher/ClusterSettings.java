package dev.guildhall.launcher;

import dev.guildhall.core.config.ConfigurationException;
import dev.guildhall.core.config.Readings;
import dev.guildhall.core.config.Secret;
import dev.guildhall.core.config.Setting;
import dev.guildhall.core.config.Settings;
import io.vertx.core.net.HostAndPort;
import java.util.List;
import java.util.Optional;

/** What operators can say of the cluster whose members share one event bus. */
final class ClusterSettings {

    private static final int LEAST_OF_NAME = 16;
    /** The port after it is the event bus's. */
    private static final int LAST_PORT = 65_534;

    static final Setting<List<HostAndPort>> CLUSTER = Setting.optional(
            "cluster",
            "<members>",
            Readings.commaSeparated(ClusterSettings::member),
            "Nodes and other members whose event bus is one, as host:port with commas between, so that subscriptions of"
                    + " kind BUS reach consumers on all of them. Each node has its own without it.");

    static final Setting<HostAndPort> ADDRESS = Setting.required(
            "cluster-address",
            "<host:port>",
            "127.0.0.1:5701",
            ClusterSettings::member,
            "Where the other members reach this one; its event bus listens on the port after it. For a network that only"
                    + " members are on.");

    static final Setting<Secret> NAME = Setting.secret(
            "cluster-name",
            "<text>",
            ClusterSettings::name,
            "What the members know each other by, and nobody else: at least " + LEAST_OF_NAME + " characters.");

    static final List<Setting<?>> ALL = List.of(CLUSTER, ADDRESS, NAME);

    private ClusterSettings() {}

    /**
     * How to be in the cluster.
     *
     * @param members where others may be found; this one can be among them
     * @param address where this one is
     * @param name what only members know
     */
    record Membership(List<HostAndPort> members, HostAndPort address, Secret name) {

        Membership {
            members = List.copyOf(members);
        }

        int busPort() {
            return address.port() + 1;
        }
    }

    /** Empty when there is no cluster; fails when there is one without a name, or a name without one. */
    static Optional<Membership> read(Settings settings) {
        var members = settings.find(CLUSTER);
        var name = settings.find(NAME);
        if (members.isPresent() != name.isPresent()) {
            throw new ConfigurationException(
                    CLUSTER.flag() + " and " + NAME.flag() + " are of no use without each other; give both.");
        }
        return members.map(known -> new Membership(known, settings.get(ADDRESS), name.get()));
    }

    private static HostAndPort member(String text) {
        var member = HostAndPort.parseAuthority(text, 0);
        if (member == null || member.port() < 1 || member.port() > LAST_PORT) {
            throw new IllegalArgumentException("give host:port, such as 10.0.0.7:5701");
        }
        return member;
    }

    private static Secret name(String text) {
        if (text.length() < LEAST_OF_NAME) {
            throw new IllegalArgumentException(
                    "give at least " + LEAST_OF_NAME + " characters, as `openssl rand -base64 24` prints them");
        }
        return new Secret(text);
    }
}
