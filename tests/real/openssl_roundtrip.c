// SPDX-License-Identifier: GPL-2.0-or-later
// libcrypto: hashes, MACs and ciphers over 64 MB, signatures made and checked, damage noticed. What is random (keys,
// padding) is not printed.
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 1 << 20, TOTAL = 64 };
static unsigned char plain[CHUNK], sealed[CHUNK + 64], opened[CHUNK + 64];

static void make(int n) {
    uint64_t s = (uint64_t)n + 0x1234567;
    for (size_t i = 0; i < CHUNK; i += 8) s ^= s << 13, s ^= s >> 7, s ^= s << 17, memcpy(plain + i, &s, 8);
}
static void hex(const char *what, const unsigned char *p, size_t n) {
    printf("%-18s ", what);
    for (size_t i = 0; i < n; i++) printf("%02x", p[i]);
    printf("\n");
}
static void must(int ok, const char *what) {
    if (ok > 0) return;
    printf("%s failed: %s\n", what, ERR_error_string(ERR_get_error(), NULL));
    exit(1);
}

static void hash(const char *name, int megabytes) {
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    unsigned char d[EVP_MAX_MD_SIZE];
    unsigned n;
    const EVP_MD *md = EVP_get_digestbyname(name);
    if (!md) {
        printf("%s is not there\n", name);
        return;
    }
    must(EVP_DigestInit_ex(c, md, NULL), name);
    for (int i = 0; i < megabytes; i++) make(i), EVP_DigestUpdate(c, plain, CHUNK);
    EVP_DigestFinal_ex(c, d, &n), EVP_MD_CTX_free(c);
    hex(name, d, n);
}

static void cipher(const char *name, int megabytes, int authenticated) {
    const EVP_CIPHER *kind = EVP_get_cipherbyname(name);
    EVP_CIPHER_CTX *e = EVP_CIPHER_CTX_new(), *d = EVP_CIPHER_CTX_new();
    EVP_MD_CTX *sum = EVP_MD_CTX_new();
    unsigned char key[32], iv[16], tag[16] = {0}, result[32];
    for (int i = 0; i < 32; i++) key[i] = (unsigned char)(i * 7 + 1);
    for (int i = 0; i < 16; i++) iv[i] = (unsigned char)(i * 3 + 9);
    must(EVP_EncryptInit_ex(e, kind, NULL, key, iv), name), must(EVP_DecryptInit_ex(d, kind, NULL, key, iv), name);
    if (authenticated) {
        int n;
        EVP_EncryptUpdate(e, NULL, &n, (const unsigned char *)"header", 6),
            EVP_DecryptUpdate(d, NULL, &n, (const unsigned char *)"header", 6);
    }
    EVP_DigestInit_ex(sum, EVP_sha256(), NULL);
    int wrong = 0, n, m;
    size_t in = 0;
    for (int i = 0; i < megabytes; i++) {
        make(i);
        must(EVP_EncryptUpdate(e, sealed, &n, plain, CHUNK), "encrypt"), EVP_DigestUpdate(sum, sealed, (size_t)n);
        must(EVP_DecryptUpdate(d, opened, &m, sealed, n), "decrypt");
        // block ciphers lag a block behind
        wrong += m < CHUNK - 32 || (i == 0 && memcmp(opened, plain, (size_t)m));
        in += (size_t)m;
    }
    EVP_EncryptFinal_ex(e, sealed, &n), EVP_DigestUpdate(sum, sealed, (size_t)n);
    EVP_DecryptUpdate(d, opened, &m, sealed, n), in += (size_t)m;
    if (authenticated)
        EVP_CIPHER_CTX_ctrl(e, EVP_CTRL_AEAD_GET_TAG, 16, tag),
            EVP_CIPHER_CTX_ctrl(d, EVP_CTRL_AEAD_SET_TAG, 16, tag);
    int ok = EVP_DecryptFinal_ex(d, opened, &m);
    in += (size_t)m;
    EVP_DigestFinal_ex(sum, result, NULL);
    hex(name, result, 16);
    if (authenticated) hex("  tag", tag, 16);
    printf("  opened %d, whole %d, wrong %d\n", ok, in == (size_t)megabytes * CHUNK, wrong);
    if (authenticated) {
        make(1);
        EVP_EncryptInit_ex(e, NULL, NULL, key, iv), EVP_EncryptUpdate(e, sealed, &n, plain, 1000),
            EVP_EncryptFinal_ex(e, sealed + n, &m), EVP_CIPHER_CTX_ctrl(e, EVP_CTRL_AEAD_GET_TAG, 16, tag);
        sealed[500] ^= 1;
        EVP_DecryptInit_ex(d, NULL, NULL, key, iv), EVP_DecryptUpdate(d, opened, &n, sealed, 1000),
            EVP_CIPHER_CTX_ctrl(d, EVP_CTRL_AEAD_SET_TAG, 16, tag);
        printf("  damage noticed %d\n", EVP_DecryptFinal_ex(d, opened + n, &m) <= 0);
        ERR_clear_error();
    }
    EVP_CIPHER_CTX_free(e), EVP_CIPHER_CTX_free(d), EVP_MD_CTX_free(sum);
}

static void sign(const char *name, EVP_PKEY *key, const EVP_MD *md, int print) {
    unsigned char signature[1024];
    size_t n = sizeof signature;
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    make(7);
    must(EVP_DigestSignInit(c, NULL, md, NULL, key), name),
        must(EVP_DigestSign(c, signature, &n, plain, 100000), "sign");
    EVP_MD_CTX_free(c), c = EVP_MD_CTX_new();
    must(EVP_DigestVerifyInit(c, NULL, md, NULL, key), name);
    int good = EVP_DigestVerify(c, signature, n, plain, 100000);
    EVP_MD_CTX_free(c), c = EVP_MD_CTX_new();
    plain[5] ^= 1;
    EVP_DigestVerifyInit(c, NULL, md, NULL, key);
    int bad = EVP_DigestVerify(c, signature, n, plain, 100000);
    EVP_MD_CTX_free(c), ERR_clear_error();
    printf("%s: verified %d, changed text refused %d\n", name, good, bad != 1);
    if (print) hex("  signature", signature, n);
}

int main(void) {
    static const char *const hashes[] = {"SHA256", "SHA512", "SHA1", "MD5", "SHA3-256", "BLAKE2b512"};
    for (int i = 0; i < 6; i++) hash(hashes[i], i < 2 ? TOTAL : 8);
    unsigned char mac[64];
    unsigned n;
    HMAC_CTX *h = HMAC_CTX_new();
    HMAC_Init_ex(h, "a key", 5, EVP_sha256(), NULL);
    for (int i = 0; i < TOTAL; i++) make(i), HMAC_Update(h, plain, CHUNK);
    HMAC_Final(h, mac, &n), HMAC_CTX_free(h), hex("HMAC-SHA256", mac, n);
    cipher("AES-256-CBC", TOTAL, 0), cipher("AES-256-GCM", TOTAL, 1), cipher("AES-128-CTR", 16, 0),
        cipher("ChaCha20-Poly1305", TOTAL, 1);
    PKCS5_PBKDF2_HMAC("password", 8, (const unsigned char *)"salt", 4, 20000, EVP_sha256(), 32, mac),
        hex("PBKDF2", mac, 32);
    EVP_PBE_scrypt("password", 8, (const unsigned char *)"NaCl", 4, 1024, 8, 1, 64 << 20, mac, 32),
        hex("scrypt", mac, 32);

    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)2048);
    must(key != NULL, "RSA key"), sign("RSA-2048", key, EVP_sha256(), 0), EVP_PKEY_free(key);
    key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256"), must(key != NULL, "EC key"),
    sign("ECDSA P-256", key, EVP_sha256(), 0), EVP_PKEY_free(key);
    // Ed25519 from a fixed seed signs without randomness
    unsigned char seed[32];
    for (int i = 0; i < 32; i++) seed[i] = (unsigned char)(200 - i);
    key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, 32), sign("Ed25519", key, NULL, 1),
    EVP_PKEY_free(key);
    EVP_PKEY *a = EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, NULL, seed, 32);
    seed[0] = 1;
    EVP_PKEY *b = EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, NULL, seed, 32);
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(a, NULL);
    size_t size = sizeof mac;
    EVP_PKEY_derive_init(c), EVP_PKEY_derive_set_peer(c, b), must(EVP_PKEY_derive(c, mac, &size), "X25519"),
        hex("X25519", mac, size), EVP_PKEY_CTX_free(c), EVP_PKEY_free(a), EVP_PKEY_free(b);
    BIGNUM *x = NULL, *p = NULL, *r = BN_new(), *e = BN_new();
    BN_CTX *ctx = BN_CTX_new();
    BN_dec2bn(&p, "170141183460469231731687303715884105727"), BN_dec2bn(&x, "123456789012345678901234567890"),
        BN_sub(e, p, BN_value_one());
    BN_mod_exp(r, x, e, p, ctx);
    printf("Fermat: %s, prime %d\n", BN_bn2dec(r), BN_check_prime(p, ctx, NULL));
    BN_lshift(r, BN_value_one(), 4423), BN_sub(r, r, BN_value_one()), BN_mod_exp(x, e, p, r, ctx),
        printf("large power: %d bits, %.16s\n", BN_num_bits(x), BN_bn2hex(x));
    return 0;
}
