package dev.guildhall.archive;

import dev.guildhall.core.error.ErrorCode;
import dev.guildhall.core.error.ErrorKind;

/** What is wrong with an archive or a receipt, or with what is to become of it. */
public final class ArchiveError {

    public static final ErrorCode UNREADABLE = new ErrorCode("ARCHIVE.UNREADABLE", ErrorKind.INVALID);
    public static final ErrorCode CHANGED = new ErrorCode("ARCHIVE.CHANGED", ErrorKind.INVALID);
    public static final ErrorCode KEY_UNKNOWN = new ErrorCode("ARCHIVE.KEY_UNKNOWN", ErrorKind.FORBIDDEN);
    public static final ErrorCode OTHER_RELEASE = new ErrorCode("ARCHIVE.OTHER_RELEASE", ErrorKind.CONFLICT);
    public static final ErrorCode EXTENSION_DIFFERS = new ErrorCode("ARCHIVE.EXTENSION_DIFFERS", ErrorKind.CONFLICT);
    public static final ErrorCode ADDRESS_UNPROVEN = new ErrorCode("ARCHIVE.ADDRESS_UNPROVEN", ErrorKind.CONFLICT);
    public static final ErrorCode KEY_INVALID = new ErrorCode("ARCHIVE.WORKSPACE_KEY_INVALID", ErrorKind.INVALID);
    public static final ErrorCode FILE_EXISTS = new ErrorCode("ARCHIVE.FILE_EXISTS", ErrorKind.CONFLICT);
    public static final ErrorCode FILE_FAILED = new ErrorCode("ARCHIVE.FILE_FAILED", ErrorKind.INTERNAL);

    public static final ErrorCode ERASURE_EXISTS = new ErrorCode("ERASURE.EXISTS", ErrorKind.CONFLICT);
    public static final ErrorCode ERASURE_NOT_FOUND = new ErrorCode("ERASURE.NOT_FOUND", ErrorKind.NOT_FOUND);
    public static final ErrorCode RECEIPT_UNREADABLE = new ErrorCode("RECEIPT.UNREADABLE", ErrorKind.INVALID);
    public static final ErrorCode RECEIPT_CHANGED = new ErrorCode("RECEIPT.CHANGED", ErrorKind.INVALID);
    public static final ErrorCode RECEIPT_KEY_UNKNOWN = new ErrorCode("RECEIPT.KEY_UNKNOWN", ErrorKind.FORBIDDEN);

    private ArchiveError() {}
}
