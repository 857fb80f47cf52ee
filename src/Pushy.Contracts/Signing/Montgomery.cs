using System.Numerics;
using System.Runtime.InteropServices;

namespace Pushy.Contracts.Signing;

/// <summary>
/// Powers modulo an odd number with small exponents, by Montgomery's multiplication (Handbook of Applied Cryptography, 14.36): half of
/// what <see cref="BigInteger.ModPow"/> takes, and this is what a server does for each request of an old client. Its time depends on
/// its inputs, so it is for public ones only.
/// </summary>
internal sealed class Montgomery
{
    private const int LimbBits = 64;

    private readonly ulong[] _modulus;
    private readonly ulong[] _sum;
    private readonly ulong[] _square;   // R² mod modulus, which brings a number into Montgomery's form
    private readonly ulong _inverse;    // -1/modulus mod 2⁶⁴

    /// <param name="modulus">Odd, above 1.</param>
    public Montgomery(BigInteger modulus)
    {
        if (modulus.IsEven || modulus <= BigInteger.One)
            throw new ArgumentOutOfRangeException(nameof(modulus), "an odd number above 1 is needed");

        var limbs = (int)((modulus.GetBitLength() + LimbBits - 1) / LimbBits);
        _modulus = Limbs(modulus, limbs);
        _sum = new ulong[limbs + 2];
        _square = Limbs((BigInteger.One << (2 * LimbBits * limbs)) % modulus, limbs);
        var inverse = _modulus[0];   // right in its lowest 3 bits; each round doubles them
        for (var bits = 3; bits < LimbBits; bits *= 2)
            inverse *= 2 - (_modulus[0] * inverse);
        _inverse = 0 - inverse;
    }

    /// <param name="value">0 up to the modulus.</param>
    /// <param name="exponent">Above 0.</param>
    public BigInteger Power(BigInteger value, ulong exponent)
    {
        var plain = Limbs(value, _modulus.Length);
        var factor = new ulong[plain.Length];
        Multiply(plain, _square, factor);
        var result = (ulong[])factor.Clone();
        for (var bit = LimbBits - 2 - BitOperations.LeadingZeroCount(exponent); bit >= 0; bit--)
        {
            Multiply(result, result, result);
            if ((exponent >> bit & 1) == 1)
                Multiply(result, factor, result);
        }

        var one = new ulong[plain.Length];
        one[0] = 1;
        Multiply(result, one, result);   // out of Montgomery's form
        return new BigInteger(MemoryMarshal.AsBytes(result.AsSpan()), isUnsigned: true, isBigEndian: false);
    }

    private static ulong[] Limbs(BigInteger number, int count)
    {
        var bytes = new byte[count * sizeof(ulong)];
        number.TryWriteBytes(bytes, out _, isUnsigned: true, isBigEndian: false);
        return MemoryMarshal.Cast<byte, ulong>(bytes).ToArray();
    }

    /// <summary><paramref name="product"/> = a·b/R mod modulus; it may be one of the factors.</summary>
    private void Multiply(ulong[] a, ulong[] b, ulong[] product)
    {
        var (sum, modulus, count) = (_sum, _modulus, _modulus.Length);
        Array.Clear(sum);
        for (var i = 0; i < count; i++)
        {
            Spread(AddTimes(sum, 0, a, 0, b[i], 0));
            var multiple = sum[0] * _inverse;   // makes the lowest limb 0, which is then shifted out
            var carry = Math.BigMul(multiple, modulus[0], out var low) + (sum[0] + low < low ? 1UL : 0);
            carry = AddTimes(sum, -1, modulus, 1, multiple, carry);
            (sum[count - 1], var over) = Add(sum[count], carry);
            sum[count] = sum[count + 1] + over;
        }

        Reduce(product);

        void Spread(ulong carry) => (sum[count], sum[count + 1]) = Add(sum[count], carry);
    }

    /// <summary>sum[j + shift] = sum[j] + factor[j] · times, from limb <paramref name="first"/> on; what is left over is returned.</summary>
    private static ulong AddTimes(ulong[] sum, int shift, ulong[] factor, int first, ulong times, ulong carry)
    {
        for (var j = first; j < factor.Length; j++)
        {
            var high = Math.BigMul(factor[j], times, out var low);
            low += carry;
            if (low < carry)
                high++;
            var total = sum[j] + low;
            if (total < low)
                high++;
            sum[j + shift] = total;
            carry = high;
        }

        return carry;
    }

    private static (ulong Sum, ulong Over) Add(ulong one, ulong other) => (one + other, one + other < other ? 1UL : 0);

    /// <summary>The sum is below twice the modulus: takes that away once if it can be.</summary>
    private void Reduce(ulong[] result)
    {
        var borrow = 0UL;
        for (var i = 0; i < _modulus.Length; i++)
        {
            var less = _sum[i] - _modulus[i];
            var next = _sum[i] < _modulus[i] || less < borrow ? 1UL : 0;
            result[i] = less - borrow;
            borrow = next;
        }

        if (_sum[_modulus.Length] < borrow)
            Array.Copy(_sum, result, _modulus.Length);
    }
}
