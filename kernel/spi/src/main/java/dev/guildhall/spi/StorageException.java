package dev.guildhall.spi;

/** The database refused a statement of the extension. A transaction it was part of can only be rolled back. */
public final class StorageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The SQLSTATE of a violated unique or primary key constraint. */
    public static final String UNIQUE_VIOLATION = "23505";

    private final String sqlState;
    private final String constraint;

    public StorageException(String sqlState, String constraint, String message) {
        super(message);
        this.sqlState = sqlState;
        this.constraint = constraint;
    }

    /** PostgreSQL's five-character code of what is wrong, such as {@link #UNIQUE_VIOLATION}. */
    public String sqlState() {
        return sqlState;
    }

    /** The name of the violated constraint, or null when it was something else. */
    public String constraint() {
        return constraint;
    }

    /** Whether the statement violated this constraint. */
    public boolean violates(String constraintName) {
        return constraintName.equals(constraint);
    }
}
