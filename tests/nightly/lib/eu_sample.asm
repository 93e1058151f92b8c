mov(8)          g5<1>F          g7<8,8,1>F                      { align1 1Q };
mov(16)         g11<2>UW        g20<16,8,2>UW                 { align1 1H };
mov(1)          g3.7<1>UD       g9.2<0,1,0>UD                   { align1 WE_all 1N };
mov(8)          g6<1>D          -(abs)g8.1<8,4,2>W              { align1 2Q };
mov.sat(8)      g6<1>F          -g8<8,8,1>F                     { align1 1Q };
mov(8)          g12<1>UW        0x76543210V                     { align1 1Q };
mov(8)          g12<1>F         0x30003000VF                    { align1 1Q };
mov(8)          g12<1>F         0x3fc00000F                     { align1 1Q };
mov(4)          g12<1>DF        0x3ff8000000000000DF            { align1 1N };
mov(8)          g12<1>Q         0x0123456789abcdefQ             { align1 1Q };
mov(8)          g12<1>D         -5D                             { align1 1Q };
mov(8)          g12<2>W         -7W                             { align1 1Q };
mov(8)          g13<4>UB        g14<8,8,1>UD                    { align1 1Q };
mov.nz.f1.1(16) null<1>D        g14<8,8,1>D                     { align1 1H };
mov(8)          g15<1>F         g[a0.2 16]<VxH,1,0>F            { align1 1Q };
mov(8)          g15<1>UD        g[a0 992]<1,1,0>UD              { align1 1Q };
mov(1)          f0.1<1>UW       g1.14<0,1,0>UW                  { align1 WE_all 1N };
(+f0.0.any8h) mov(8) g16<1>UD   0x00000001UD                    { align1 1Q };
(-f1.0) sel(8)  g16<1>F         g17<8,8,1>F     0x40000000F     { align1 1Q };
sel.ge(16)      g18<1>D         g20<8,8,1>D     g22<8,8,1>D     { align1 1H };
not(8)          g21<1>D         ~g22<8,8,1>D                    { align1 1Q };
and.z.f0.0(8)   g21<1>UD        ~g22<8,8,1>UD   g23<8,8,1>UD    { align1 1Q };
shl(8)          g24<1>UD        g25<8,8,1>UD    0x00000002UD    { align1 1Q };
asr(16)         g24<1>D         g26<8,8,1>D     3D              { align1 1H };
cmp.l.f0.1(8)   null<1>F        g27<8,8,1>F     -g28.5<0,1,0>F  { align1 1Q switch };
cmp.ge.f0.0(8)  g27<1>DF        g28<4,4,1>DF    g30<4,4,1>DF    { align1 1Q };
add(16)         g32<1>F         g34<8,8,1>F     g36<8,8,1>F     { align1 1H };
add(32)         g38<1>UW        g40<16,16,1>UW  0x0003UW        { align1 WE_all };
mul(8)          acc0<1>UD       g41<8,8,1>UD    g42<16,8,2>UW   { align1 1Q };
mach(8)         g43<1>UD        g41<8,8,1>UD    g42<8,8,1>UD    { align1 1Q AccWrEnable };
pln(8)          g44<1>F         g45.4<0,1,0>F   g46<8,8,1>F     { align1 1Q };
math inv(8)     g47<1>F         g48<8,8,1>F     null<8,8,1>F    { align1 1Q };
math pow(16)    g49<1>F         g51<8,8,1>F     g53<8,8,1>F     { align1 1H };
math intdiv(8)  g55<1>D         g56<8,8,1>D     g57<8,8,1>D     { align1 1Q };
mad(8)          g58<1>F         g59<4,4,1>F     g60.3<0,1,0>F   -g61<4,4,1>F { align16 1Q };
mad(4)          g58<1>DF        g59<4,4,1>DF    (abs)g60<4,4,1>DF g61<4,4,1>DF { align16 1N };
lrp.sat(16)     g62<1>F         g64<4,4,1>F     g66<4,4,1>F     g68.6<0,1,0>F { align16 1H };
bfe(8)          g70<1>UD        g71<4,4,1>UD    g72<4,4,1>UD    g73<4,4,1>UD { align16 1Q };
csel.le(8)      g74<1>F         g75<4,4,1>F     g76<4,4,1>F     (abs)g77<4,4,1>F { align16 2Q };
wait(1)         n0<1>UD                                         { align1 WE_all 1N };
send(8)         g80<1>UW        g82<0,1,0>UD    0x04420001
                            sampler MsgDesc: sample SIMD8 Surface = 1 Sampler = 0 mlen 2 rlen 4 { align1 1Q };
sendc(16)       null<1>UW       g119<0,1,0>F    0x90031000
                            render MsgDesc: RT write SIMD16 LastRT Surface = 0 mlen 8 rlen 0 { align1 1H EOT };
send(8)         g84<1>UW        g86<0,1,0>UD    a0<0,1,0>UD     0x00000200
                            sampler MsgDesc: indirect { align1 1Q };
sends(8)        nullUD          g88UD           g90UD           0x02026e03                0x00000080
                            dp data 1 MsgDesc: ( DC untyped surface write, Surface = 3, SIMD8, Mask = 0xe) mlen 1 ex_mlen 2 rlen 0 { align1 1Q };
sends(16)       g92UD           g94UD           g96UD           a0<0>UD         a0.2<0>UD
                            dp data 1 MsgDesc: indirect { align1 1H };
nop                                                             ;
mad(16)         g14<1>F         g12<4,4,1>F     g4<4,4,1>F      g6<4,4,1>F { align16 1H };
(+f0.0) if(8)   JIP: L0        UIP: L1        { align1 1Q };
L0:
else(8)         JIP: L1        UIP: L1        { align1 1Q };
L1:
endif(8)        JIP: L2                        { align1 1Q };
break(8)        JIP: L2        UIP: L3        { align1 1Q };
cont(8)         JIP: L2        UIP: L2        { align1 1Q };
L2:
while(8)        JIP: L0                        { align1 1Q };
L3:
halt(16)        JIP: L4        UIP: L4        { align1 1H };
L4:
nop                                                             ;
