package org.acme;

class Fine {
    void end(int code, String[] args) {
        System.exit(0);
        System.exit(code);
        System.exit(SUCCESS);
        if (args.length == 0) {
            System.exit(1);
        }
        // System.exit(4);
        System.exit();
        throw new IllegalStateException("somebody may catch it");
    }
    void usage() { System.err.println("dump FILE"); System.exit(1); }
}
