using System.Numerics;
using CsCheck;
using Pushy.Contracts.Signing;

namespace Pushy.Contracts.Tests.Signing;

/// <summary>Held against .NET's own arithmetic.</summary>
public sealed class MontgomeryTests
{
    private static readonly Gen<BigInteger> Number = Gen.Select(Gen.OneOf(Gen.Byte, Gen.Const((byte)0), Gen.Const(byte.MaxValue)).Array[1, 300], bytes => new BigInteger(bytes, isUnsigned: true));

    [Fact]
    public void A_power_is_what_it_is_by_plain_arithmetic() => Gen.Select(Number, Number, Gen.ULong).Sample((value, size, exponent) =>
    {
        var modulus = (size | 1) + 2;
        var power = Math.Max(exponent >> (int)(exponent % 64), 1);
        Assert.Equal(BigInteger.ModPow(value % modulus, power, modulus), new Montgomery(modulus).Power(value % modulus, power));
    }, iter: 3_000);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10)]
    public void An_even_modulus_is_refused(int modulus) => Assert.Throws<ArgumentOutOfRangeException>(() => new Montgomery(modulus));
}
