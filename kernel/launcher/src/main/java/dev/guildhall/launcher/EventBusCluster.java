package dev.guildhall.launcher;

import com.hazelcast.config.ClassFilter;
import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import dev.guildhall.launcher.ClusterSettings.Membership;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;

/**
 * Makes one event bus of those of several nodes, by Hazelcast. It carries what is sent to addresses of subscriptions, and
 * nothing that a node itself depends on: nodes meet in the database.
 */
final class EventBusCluster {

    private static final String LOGGING = "hazelcast.logging.type";

    private EventBusCluster() {}

    static HazelcastClusterManager manager(Membership membership) {
        // Of the process, too: its first line is written before it is configured.
        System.setProperty(LOGGING, "slf4j");
        return new HazelcastClusterManager(hazelcast(membership));
    }

    static EventBusOptions bus(Membership membership) {
        return new EventBusOptions().setHost(membership.address().host()).setPort(membership.busPort());
    }

    private static Config hazelcast(Membership membership) {
        var config = ConfigUtil.loadConfig()
                .setClusterName(membership.name().reveal())
                .setProperty(LOGGING, "slf4j")
                // They are the name in each line, which is a secret.
                .setProperty("hazelcast.logging.details.enabled", "false")
                .setProperty("hazelcast.phone.home.enabled", "false")
                .setProperty("hazelcast.shutdownhook.enabled", "false")
                .setProperty("hazelcast.wait.seconds.before.join", "0")
                .setProperty("hazelcast.max.no.heartbeat.seconds", "10");
        config.getJetConfig().setEnabled(false);
        config.getSerializationConfig()
                .setJavaSerializationFilterConfig(
                        new JavaSerializationFilterConfig().setWhitelist(new ClassFilter().addPrefixes("io.vertx.")));
        var address = membership.address();
        var network = config.getNetworkConfig()
                .setPort(address.port())
                .setPortAutoIncrement(false)
                .setPublicAddress(address.toString());
        network.getInterfaces().setEnabled(true).addInterface(address.host());
        var join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig()
                .setEnabled(true)
                .setMembers(
                        membership.members().stream().map(HostAndPort::toString).toList());
        return config;
    }
}
