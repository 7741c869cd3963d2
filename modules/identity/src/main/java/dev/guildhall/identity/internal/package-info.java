/** How the identity module works inside; nothing here is for other modules. */
package dev.guildhall.identity.internal;
