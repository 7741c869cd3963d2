/** Hidden from other modules. */
package dev.guildhall.oauth.internal;
