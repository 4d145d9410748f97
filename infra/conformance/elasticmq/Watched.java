import org.elasticmq.server.Main;

/** Starts ElasticMQ, and ends it when whoever started it is gone: standard input is closed then. */
final class Watched {
    public static void main(String[] args) throws Exception {
        Thread watch = new Thread(() -> {
            try {
                while (System.in.read() >= 0) {
                    // nobody says anything
                }
            } catch (java.io.IOException gone) {
                // as good as closed
            }
            Runtime.getRuntime().halt(0);
        });
        watch.setDaemon(true);
        watch.start();
        Main.main(args);
    }
}
