package dev.guildhall.core.security;

import dev.guildhall.core.database.Tx;

/** Is told of each change that a request makes, in the transaction that makes it. */
@FunctionalInterface
public interface ChangeWitness {

    /** Called before the transaction commits, once or more; what it adds to the transaction commits with the change. */
    void changes(Tx tx);
}
