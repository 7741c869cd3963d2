package dev.guildhall.launcher;

import dev.guildhall.db.migration.Migrator;
import java.util.List;

/** What whoever runs the server does beside it, while nodes serve or not. */
interface OperatorCommand {

    /** Looks at what a start needs, and changes nothing. */
    List<Finding> check(Configuration configuration);

    Migrator.Migrated migrate(Configuration configuration) throws Exception;

    /** Gives the user with this address this password, and ends their sessions. */
    void resetPassword(Configuration configuration, String email, String password) throws Exception;

    /** Seals every secret with a new master key, while no node serves. */
    KeyRotation.Rotated rotateMasterKey(Configuration configuration) throws Exception;

    /** On the data that the configuration names. */
    OperatorCommand ON_DATA = new OperatorCommand() {
        @Override
        public List<Finding> check(Configuration configuration) {
            return new Check(configuration).run();
        }

        @Override
        public Migrator.Migrated migrate(Configuration configuration) throws Exception {
            try (var key = NodeKey.of(configuration);
                    var server = DatabaseServer.join(configuration.storage(), key.key())) {
                key.keep();
                return server.migrated();
            }
        }

        @Override
        public void resetPassword(Configuration configuration, String email, String password) throws Exception {
            StoppedNode.resetPassword(configuration, email, password);
        }

        @Override
        public KeyRotation.Rotated rotateMasterKey(Configuration configuration) throws Exception {
            return KeyRotation.run(configuration);
        }
    };
}
