/* The part of BLAS that numpy's core calls, for the Linux package: the plain loops of the reference, of any order and step.

   The program draws random prices, sorts and adds with numpy and lets HiGHS solve; it multiplies no matrices. The 26 MB of
   OpenBLAS and its Fortran runtime, tuned for a dozen processors, would be the package's largest part and never run. What
   stands here is right and not fast. LAPACK (numpy.linalg) is not here: `building/shrinking.py` adds a function for each
   of its names that ends the process and says so. */

#include <complex.h>
#include <stdint.h>

typedef int64_t whole;
enum { ROWS = 101, PLAIN = 111, CONJUGATED = 113, UPPER = 121 };

#define NAME(name) scipy_cblas_##name##64_
#define EXPORT __attribute__((visibility("default")))
#define SAME(value) (value)
#define FETCHED_C(pointer) (*(const float complex *)(pointer))
#define FETCHED_Z(pointer) (*(const double complex *)(pointer))

/* Where the walk over a vector begins: at its end when the step is negative. */
static inline whole first(whole count, whole step) { return step < 0 ? (1 - count) * step : 0; }

/* The place of row i and column j of a matrix, or of the transposed one. */
static inline whole place(int order, int transposed, whole i, whole j, whole lead) {
    return (order == ROWS) != (transposed != 0) ? i * lead + j : j * lead + i;
}

#define FAMILY(P, T, SCALAR, VALUE, CONJUGATE)                                                                            \
    static inline T P##_at(const T *m, int order, int form, whole i, whole j, whole lead) {                              \
        T value = m[place(order, form != PLAIN, i, j, lead)];                                                            \
        return form == CONJUGATED ? CONJUGATE(value) : value;                                                            \
    }                                                                                                                    \
    EXPORT void NAME(P##axpy)(whole n, SCALAR factor, const void *xs, whole xstep, void *ys, whole ystep) {              \
        const T alpha = VALUE(factor), *x = (const T *)xs + first(n, xstep);                                             \
        T *y = (T *)ys + first(n, ystep);                                                                                \
        for (whole i = 0; i < n; i++) y[i * ystep] += alpha * x[i * xstep];                                              \
    }                                                                                                                    \
    EXPORT void NAME(P##gemv)(int order, int form, whole m, whole n, SCALAR left, const void *as, whole lda,             \
                              const void *xs, whole xstep, SCALAR right, void *ys, whole ystep) {                        \
        const whole rows = form == PLAIN ? m : n, columns = form == PLAIN ? n : m;                                       \
        const T alpha = VALUE(left), beta = VALUE(right), *a = as, *x = (const T *)xs + first(columns, xstep);           \
        T *y = (T *)ys + first(rows, ystep);                                                                             \
        for (whole i = 0; i < rows; i++) {                                                                               \
            T sum = 0;                                                                                                   \
            for (whole j = 0; j < columns; j++) sum += P##_at(a, order, form, i, j, lda) * x[j * xstep];                 \
            y[i * ystep] = alpha * sum + (beta == (T)0 ? (T)0 : beta * y[i * ystep]);                                    \
        }                                                                                                                \
    }                                                                                                                    \
    EXPORT void NAME(P##gemm)(int order, int forma, int formb, whole m, whole n, whole k, SCALAR left, const void *as,   \
                              whole lda, const void *bs, whole ldb, SCALAR right, void *cs, whole ldc) {                 \
        const T alpha = VALUE(left), beta = VALUE(right), *a = as, *b = bs;                                              \
        T *c = cs;                                                                                                       \
        for (whole i = 0; i < m; i++)                                                                                    \
            for (whole j = 0; j < n; j++) {                                                                              \
                T sum = 0, *target = c + place(order, 0, i, j, ldc);                                                     \
                for (whole l = 0; l < k; l++)                                                                            \
                    sum += P##_at(a, order, forma, i, l, lda) * P##_at(b, order, formb, l, j, ldb);                      \
                *target = alpha * sum + (beta == (T)0 ? (T)0 : beta * *target);                                          \
            }                                                                                                            \
    }                                                                                                                    \
    EXPORT void NAME(P##syrk)(int order, int triangle, int form, whole n, whole k, SCALAR left, const void *as,          \
                              whole lda, SCALAR right, void *cs, whole ldc) {                                            \
        const T alpha = VALUE(left), beta = VALUE(right), *a = as;                                                       \
        T *c = cs;                                                                                                       \
        for (whole i = 0; i < n; i++)                                                                                    \
            for (whole j = triangle == UPPER ? i : 0; j < (triangle == UPPER ? n : i + 1); j++) {                        \
                T sum = 0, *target = c + place(order, 0, i, j, ldc);                                                     \
                for (whole l = 0; l < k; l++)                                                                            \
                    sum += P##_at(a, order, form, i, l, lda) * P##_at(a, order, form, j, l, lda);                        \
                *target = alpha * sum + (beta == (T)0 ? (T)0 : beta * *target);                                          \
            }                                                                                                            \
    }

#define DOT(NAMED, T, RETURNED, GIVE, OUT, CONJUGATE)                                                                     \
    EXPORT RETURNED NAME(NAMED)(whole n, const void *xs, whole xstep, const void *ys, whole ystep OUT) {                 \
        const T *x = (const T *)xs + first(n, xstep), *y = (const T *)ys + first(n, ystep);                              \
        T sum = 0;                                                                                                       \
        for (whole i = 0; i < n; i++) sum += CONJUGATE(x[i * xstep]) * y[i * ystep];                                     \
        GIVE;                                                                                                            \
    }
#define NOTHING
#define RESULT , void *result

FAMILY(s, float, float, SAME, SAME)
FAMILY(d, double, double, SAME, SAME)
FAMILY(c, float complex, const void *, FETCHED_C, conjf)
FAMILY(z, double complex, const void *, FETCHED_Z, conj)
DOT(sdot, float, float, return sum, NOTHING, SAME)
DOT(ddot, double, double, return sum, NOTHING, SAME)
DOT(cdotu_sub, float complex, void, *(float complex *)result = sum, RESULT, SAME)
DOT(cdotc_sub, float complex, void, *(float complex *)result = sum, RESULT, conjf)
DOT(zdotu_sub, double complex, void, *(double complex *)result = sum, RESULT, SAME)
DOT(zdotc_sub, double complex, void, *(double complex *)result = sum, RESULT, conj)
