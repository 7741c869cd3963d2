/** Expected failures: a code, a kind and a message, mapped to an HTTP answer in exactly one place. */
package dev.guildhall.core.error;
