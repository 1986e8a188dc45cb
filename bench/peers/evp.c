// What any user of OpenSSL 3 gets: one P-256 key pair and one ECDSA signature over 500 bytes, again and again, in one thread.
// Usage: evp SECONDS; prints pairs of key and signature per second.
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void require(int ok) {
  if (!ok) {
    fprintf(stderr, "an OpenSSL call failed\n");
    exit(1);
  }
}

static EVP_PKEY_CTX *maker;
static EVP_PKEY *authority;
static unsigned char message[500];

static void issue(void) {
  EVP_PKEY *key = NULL;
  require(EVP_PKEY_generate(maker, &key) == 1);
  EVP_PKEY_free(key);
  unsigned char signature[128];
  size_t length = sizeof signature;
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  require(EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, authority) == 1);
  require(EVP_DigestSign(context, signature, &length, message, sizeof message) == 1);
  EVP_MD_CTX_free(context);
}

static double rate(double seconds) {
  long made = 0;
  double start = now(), end = start;
  for (; end - start < seconds; end = now()) {
    for (int i = 0; i < 20; i++) issue();
    made += 20;
  }
  return (double)made / (end - start);
}

int main(int argc, char **argv) {
  memset(message, 0x5a, sizeof message);
  maker = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
  require(maker && EVP_PKEY_keygen_init(maker) == 1 && EVP_PKEY_CTX_ctrl_str(maker, "ec_paramgen_curve", "P-256") == 1);
  require(EVP_PKEY_generate(maker, &authority) == 1);
  rate(0.15);
  printf("%.1f\n", rate(argc > 1 ? atof(argv[1]) : 0.4));
  return 0;
}
