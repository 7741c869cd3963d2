/** What applications keep beside the things they have here, in words of their own. */
package dev.guildhall.core.annotation;
