package org.acme;

class Dump {
    static void main(String[] words) {
        try {
            run();
        } catch (IOException | SQLException e) {
            LOG.error("cannot dump {} because of {}", words, e);
            System.exit(2);
        }
        if (words == null || ready()) {
            System.err.println("no words, " + words);
            System.exit(EXIT_NO_WORDS);
        } else if (!done()) {
            System.out.println(String.format("%s is not done", words));
            System.exit(-1);
        }
        switch (mode()) {
            case 1:
                System.exit(3);
        }
    }
}
